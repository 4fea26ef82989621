#include "TemporaryFile.h"

#include "runtime/Core/Instance.h"
#include "runtime/Core/Philox.h"
#include "runtime/Core/Team.h"

#include "gtest/gtest.h"

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <vector>

// A program as the compiler would emit it: gradient descent on (w - mean(x))^2 / 2,
// in parallel over w; returns |w| in "norm" and counts its steps.
namespace {
const int64_t five[] = {5};
const int64_t batchOnly[] = {-1};
enum { W, STEP, SEED, X, LR, NORM, CHECKED };
const luge_tensor tensors[] = {
    {"w", LUGE_PARAMETER, LUGE_F32, 1, five, -1, 1, /*stream=*/4, 0, 0, 0},
    {"w.step", LUGE_STATE, LUGE_F32, 0, nullptr, 0, 0, 0, 0, 0, 0},
    {"rng.seed", LUGE_STATE, LUGE_I64, 0, nullptr, 0, 0, 0, 0, 0, 0},
    {"x", LUGE_INPUT, LUGE_F32, 1, batchOnly, 0, 0, 0, 0, 0, 0},
    {"lr", LUGE_HYPER, LUGE_F64, 0, nullptr, 0.5, 0.5, 0, 0, 0, 0},
    {"norm", LUGE_OUTPUT, LUGE_F32, 0, nullptr, 0, 0, 0, 0, 0, 0},
    {"the norm is at most 1000", LUGE_CHECK, LUGE_F32, 0, nullptr, 0, 1000, 0, 0, 0, 0},
};

void step(void *const *args, int64_t batch, void *arena, luge_team *team, int64_t thread,
          int64_t threads) {
  auto *w = static_cast<float *>(args[0]);
  auto *count = static_cast<float *>(args[1]);
  auto *x = static_cast<const float *>(args[2]);
  double lr = *static_cast<const double *>(args[3]);
  auto *mean = static_cast<float *>(arena);
  if (thread == 0) {
    *mean = 0;
    for (int64_t i = 0; i < batch; ++i)
      *mean += x[i] / float(batch);
    *count += 1;
  }
  luge_team_barrier(team);
  for (int64_t i = thread; i < 5; i += threads)
    w[i] -= float(lr) * (w[i] - *mean);
  luge_team_barrier(team);
  if (thread == 0) {
    auto *norm = static_cast<float *>(args[4]);
    *norm = 0;
    for (int i = 0; i < 5; ++i)
      *norm += w[i] * w[i];
    *static_cast<float *>(args[5]) = *norm;
  }
}

const int32_t args[] = {W, STEP, X, LR, NORM, CHECKED};
const luge_function functions[] = {{"step", step, 6, args, 4, 1}};
const luge_program program = {LUGE_ABI_VERSION, "descent", 8, 7, tensors, 1, functions};

class Owned {
public:
  explicit Owned(int threads = 2, uint64_t seed = 11) {
    size_t bytes = luge_instance_size(&program, threads);
    instance = static_cast<luge_instance *>(std::aligned_alloc(LUGE_ALIGNMENT, bytes));
    std::memset(instance, 0xAB, bytes);
    status = luge_instance_init(instance, bytes, &program, seed, threads);
  }
  ~Owned() {
    luge_instance_destroy(instance);
    std::free(instance);
  }
  operator luge_instance *() const { return instance; }
  std::vector<float> w() const {
    auto *data = static_cast<float *>(luge_instance_data(instance, W));
    return {data, data + 5};
  }
  float run(std::vector<float> x, const double *hypers = nullptr) {
    float norm = -1;
    const void *inputs[] = {x.data()};
    void *outputs[] = {&norm};
    EXPECT_EQ(luge_instance_call(instance, 0, int64_t(x.size()), inputs, outputs, hypers, nullptr),
              LUGE_OK);
    return norm;
  }
  luge_instance *instance;
  luge_status status;
};
} // namespace

TEST(Instance, BeginsWithTheProgramsInitialValues) {
  Owned instance;
  ASSERT_EQ(instance.status, LUGE_OK);
  std::vector<float> expected(5);
  luge_initialize(expected.data(), LUGE_F32, 5, -1, 1, 11, 4);
  EXPECT_EQ(instance.w(), expected);
  EXPECT_EQ(*static_cast<float *>(luge_instance_data(instance, STEP)), 0);
  EXPECT_EQ(*static_cast<int64_t *>(luge_instance_data(instance, SEED)), 11);
}

TEST(Instance, RefusesWhatNoMemoryHolds) {
  const int64_t large[] = {int64_t(1) << 32, int64_t(1) << 31}, half[] = {(int64_t(1) << 61) - 1};
  luge_tensor kept[] = {tensors[W], tensors[W], tensors[W]};
  luge_program huge = {LUGE_ABI_VERSION, "huge", 8, 1, kept, 0, nullptr};
  alignas(LUGE_ALIGNMENT) char memory[LUGE_ALIGNMENT];
  auto *instance = reinterpret_cast<luge_instance *>(memory);
  // One tensor whose elements, then one whose bytes, and tensors whose sum have no room in a size_t.
  kept[0].rank = 2;
  kept[0].extents = large;
  EXPECT_EQ(luge_tensor_elements(&kept[0], 0), INT64_MAX);
  EXPECT_EQ(luge_instance_size(&huge, 1), 0u);
  kept[0].rank = 1;
  EXPECT_EQ(luge_instance_size(&huge, 1) % LUGE_ALIGNMENT, 0u);
  EXPECT_GT(luge_instance_size(&huge, 1), size_t(1) << 34);
  for (luge_tensor &tensor : kept)
    tensor.extents = half;
  EXPECT_GT(luge_instance_size(&huge, 1), size_t(1) << 62);
  huge.tensor_count = 3;
  EXPECT_EQ(luge_instance_size(&huge, 1), 0u);
  EXPECT_EQ(luge_instance_init(instance, SIZE_MAX, &huge, 0, 1), LUGE_ERROR_SIZE);
  // No element at all, whatever the other extents are.
  const int64_t none[] = {int64_t(1) << 62, int64_t(1) << 62, 0};
  kept[0].rank = 3;
  kept[0].extents = none;
  EXPECT_EQ(luge_tensor_elements(&kept[0], 0), 0);
}

TEST(Instance, HoldsOnlyWhatIsKeptBetweenCalls) {
  Owned instance;
  EXPECT_EQ(luge_instance_data(instance, X), nullptr);
  EXPECT_EQ(luge_instance_data(instance, LR), nullptr);
  EXPECT_EQ(luge_instance_data(instance, -1), nullptr);
  EXPECT_EQ(luge_instance_data(instance, 7), nullptr);
  EXPECT_EQ(uintptr_t(luge_instance_data(instance, SEED)) % LUGE_ALIGNMENT, 0u);
  EXPECT_EQ(luge_instance_program(instance), &program);
}

TEST(Instance, StepsInPlaceWithDefaultOrGivenHypers) {
  Owned instance;
  instance.run({3, 5});
  double lr = 1;
  EXPECT_EQ(instance.run({3, 5}, &lr), 5 * 16);
  EXPECT_EQ(instance.w(), std::vector<float>(5, 4));
  EXPECT_EQ(*static_cast<float *>(luge_instance_data(instance, STEP)), 2);
}

TEST(Instance, ThreadCountDoesNotChangeTheNumbers) {
  Owned one(1), two(2), three(3);
  for (int i = 0; i < 10; ++i) {
    float norm = one.run({1, 2, 3});
    EXPECT_EQ(two.run({1, 2, 3}), norm);
    EXPECT_EQ(three.run({1, 2, 3}), norm);
  }
}

TEST(Instance, ResumesBitForBit) {
  TemporaryFolder folder;
  std::string path = folder / "descent.safetensors";
  luge_detail detail;
  const luge_metadata metadata[] = {{"epoch", "2"}};
  Owned first(2, 1), second(1, 2);
  first.run({1, 2});
  ASSERT_EQ(luge_instance_save(first, path.c_str(), metadata, 1, &detail), LUGE_OK);
  ASSERT_EQ(luge_instance_load(second, path.c_str(), &detail), LUGE_OK);
  EXPECT_EQ(first.run({3, 4}), second.run({3, 4}));
  EXPECT_EQ(first.w(), second.w());
  EXPECT_EQ(*static_cast<int64_t *>(luge_instance_data(second, SEED)), 1);
}

TEST(Instance, RefusesACheckpointOfAnotherProgram) {
  TemporaryFolder folder;
  std::string path = folder / "other.safetensors";
  float w = 0;
  const luge_stored_tensor other = {"w", LUGE_F32, 0, nullptr, &w};
  ASSERT_EQ(luge_safetensors_save(path.c_str(), &other, 1, nullptr, 0, nullptr), LUGE_OK);
  Owned instance;
  std::vector<float> before = instance.w();
  luge_detail detail;
  EXPECT_EQ(luge_instance_load(instance, path.c_str(), &detail), LUGE_ERROR_MISMATCH);
  EXPECT_STREQ(detail.tensor, "w");
  char line[160];
  luge_describe(LUGE_ERROR_MISMATCH, &detail, line, sizeof line);
  EXPECT_STREQ(line, "checkpoint does not match the program: 'w': shape differs, found 'F32[]'");
  EXPECT_EQ(instance.w(), before);
}

TEST(Instance, RefusesBadCalls) {
  Owned instance;
  luge_detail detail;
  float x[9] = {}, norm;
  const void *inputs[] = {x};
  void *outputs[] = {&norm};
  EXPECT_EQ(luge_instance_call(nullptr, 0, 1, inputs, outputs, nullptr, &detail), LUGE_ERROR_NULL);
  EXPECT_EQ(luge_instance_call(instance, 1, 1, inputs, outputs, nullptr, &detail), LUGE_ERROR_NAME);
  EXPECT_EQ(luge_instance_call(instance, 0, 9, inputs, outputs, nullptr, &detail),
            LUGE_ERROR_BATCH);
  EXPECT_EQ(luge_instance_call(instance, 0, 1, nullptr, outputs, nullptr, &detail),
            LUGE_ERROR_NULL);
  EXPECT_STREQ(detail.tensor, "x");
  EXPECT_EQ(luge_instance_call(instance, 0, 1, inputs, nullptr, nullptr, &detail), LUGE_ERROR_NULL);
  EXPECT_STREQ(detail.tensor, "norm");
}

TEST(Instance, ReportsANumberOutsideOfItsRange) {
  luge_detail detail;
  auto describe = [&](float x) {
    Owned instance;
    float norm;
    const void *inputs[] = {&x};
    void *outputs[] = {&norm};
    luge_status status = luge_instance_call(instance, 0, 1, inputs, outputs, nullptr, &detail);
    EXPECT_EQ(detail.position, status == LUGE_OK ? -1 : 0);
    char line[160];
    luge_describe(status, &detail, line, sizeof line);
    return std::string(line);
  };
  EXPECT_EQ(describe(1), "ok");
  const std::string start = "check failed: expected that the norm is at most 1000, got ";
  EXPECT_EQ(describe(INFINITY), start + "inf");
  EXPECT_EQ(describe(-NAN), start + "nan");
  // The weights become half of their own plus half of x.
  std::string line = describe(1e6f);
  ASSERT_EQ(line.substr(0, start.size()), start);
  EXPECT_NEAR(std::stod(line.substr(start.size())), 5 * 0.25e12, 1e8);
}

TEST(Instance, RefusesMemoryItCannotUse) {
  size_t bytes = luge_instance_size(&program, 1);
  alignas(LUGE_ALIGNMENT) static unsigned char memory[8192];
  ASSERT_LE(bytes, sizeof memory);
  auto *instance = reinterpret_cast<luge_instance *>(memory);
  EXPECT_EQ(luge_instance_init(nullptr, bytes, &program, 0, 1), LUGE_ERROR_NULL);
  EXPECT_EQ(luge_instance_init(instance, bytes, nullptr, 0, 1), LUGE_ERROR_NULL);
  EXPECT_EQ(luge_instance_init(instance, bytes - 1, &program, 0, 1), LUGE_ERROR_SIZE);
  EXPECT_EQ(luge_instance_init(instance, bytes, &program, 0, 0), LUGE_ERROR_OPTION);
  EXPECT_EQ(
      luge_instance_init(reinterpret_cast<luge_instance *>(memory + 8), bytes, &program, 0, 1),
      LUGE_ERROR_ALIGNMENT);
  luge_program other = program;
  other.abi_version = LUGE_ABI_VERSION + 1;
  EXPECT_EQ(luge_instance_init(instance, bytes, &other, 0, 1), LUGE_ERROR_VERSION);
  EXPECT_EQ(luge_instance_size(&other, 1), 0u);
  EXPECT_EQ(luge_instance_size(&program, 0), 0u);
}
