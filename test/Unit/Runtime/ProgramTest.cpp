#include "runtime/Core/Program.h"
#include "runtime/Core/Team.h"

#include "gtest/gtest.h"

#include <array>
#include <cstdlib>
#include <memory>
#include <vector>

// A program of one function, as the compiler would emit it: y[i] += scale * x[i]
// where target[i] says so; the arena counts the threads that came.
namespace {
const int64_t batchOnly[] = {-1};
const int64_t batchByThree[] = {-1, 3};

const luge_tensor tensors[] = {
    {"x", LUGE_INPUT, LUGE_F32, 2, batchByThree, 0, 0, 0, 0, 0, 0},
    {"target", LUGE_INPUT, LUGE_I64, 1, batchOnly, 0, 0, 0, 0, /*index_limit=*/10,
     /*index_ignore=*/-100},
    {"scale", LUGE_HYPER, LUGE_F64, 0, nullptr, 2, 2, 0, 0, 0, 0},
    {"y", LUGE_OUTPUT, LUGE_F32, 2, batchByThree, 0, 0, 0, 0, 0, 0},
};

void scaleRows(void *const *args, int64_t batch, void *arena, luge_team *team, int64_t thread,
               int64_t threads) {
  auto *x = static_cast<const float *>(args[0]);
  auto *target = static_cast<const int64_t *>(args[1]);
  double scale = *static_cast<const double *>(args[2]);
  auto *y = static_cast<float *>(args[3]);
  static_cast<int64_t *>(arena)[thread] = threads;
  for (int64_t row = thread; row < batch; row += threads)
    for (int64_t column = 0; column < 3; ++column)
      y[row * 3 + column] = target[row] < 0 ? 0 : float(scale * x[row * 3 + column]);
}

const int32_t args[] = {0, 1, 2, 3};
const luge_function functions[] = {{"step", scaleRows, 4, args, 64, 1},
                                   {"serial", scaleRows, 4, args, 64, 0}};
const luge_program program = {LUGE_ABI_VERSION, "scale", 4, 4, tensors, 2, functions};

class Call : public testing::Test {
protected:
  luge_status call(int64_t batch, luge_team *team = nullptr) {
    return luge_call(&program, &functions[0], pointers.data(), batch, arena, team, &detail);
  }
  alignas(64) int64_t arena[8] = {};
  std::vector<float> x = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  std::vector<int64_t> target = {0, 9, -100, 3};
  double scale = 2;
  std::vector<float> y = std::vector<float>(12, -1);
  std::array<void *, 4> pointers = {x.data(), target.data(), &scale, y.data()};
  luge_detail detail;
};
} // namespace

TEST(Program, FindsPartsByName) {
  EXPECT_EQ(luge_find_tensor(&program, "scale"), 2);
  EXPECT_EQ(luge_find_tensor(&program, "bias"), -1);
  EXPECT_EQ(luge_find_function(&program, "step"), 0);
  EXPECT_EQ(luge_find_function(&program, "eval"), -1);
}

TEST(Program, CountsElementsForABatch) {
  EXPECT_EQ(luge_tensor_elements(&tensors[0], 4), 12);
  EXPECT_EQ(luge_tensor_elements(&tensors[0], 0), 0);
  EXPECT_EQ(luge_tensor_elements(&tensors[2], 4), 1);
}

TEST_F(Call, RunsTheFunction) {
  EXPECT_EQ(call(4), LUGE_OK);
  EXPECT_EQ(y, (std::vector<float>{2, 4, 6, 8, 10, 12, 0, 0, 0, 20, 22, 24}));
}

TEST_F(Call, RunsOnAllThreadsOfATeam) {
  luge_team *team;
  ASSERT_EQ(luge_team_create(3, &team), LUGE_OK);
  EXPECT_EQ(call(4, team), LUGE_OK);
  EXPECT_EQ(y, (std::vector<float>{2, 4, 6, 8, 10, 12, 0, 0, 0, 20, 22, 24}));
  EXPECT_EQ(std::vector<int64_t>(arena, arena + 4), (std::vector<int64_t>{3, 3, 3, 0}));
  luge_team_free(team);
}

TEST_F(Call, SerialFunctionsSeeOneThread) {
  luge_team *team;
  ASSERT_EQ(luge_team_create(2, &team), LUGE_OK);
  EXPECT_EQ(luge_call(&program, &functions[1], pointers.data(), 4, arena, team, nullptr), LUGE_OK);
  EXPECT_EQ(arena[0], 1);
  EXPECT_EQ(arena[1], 0);
  luge_team_free(team);
}

TEST_F(Call, SmallerBatchesLeaveTheRestAlone) {
  EXPECT_EQ(call(1), LUGE_OK);
  EXPECT_EQ(y, (std::vector<float>{2, 4, 6, -1, -1, -1, -1, -1, -1, -1, -1, -1}));
}

TEST_F(Call, BatchOutsideTheCompiledRange) {
  EXPECT_EQ(call(5), LUGE_ERROR_BATCH);
  EXPECT_EQ(detail.value, 5);
  EXPECT_EQ(detail.limit, 4);
  EXPECT_EQ(call(-1), LUGE_ERROR_BATCH);
  EXPECT_EQ(y, std::vector<float>(12, -1)) << "no kernel has run";
}

TEST_F(Call, IndexOutOfRangeNamesRowValueAndLimit) {
  target[3] = 10;
  EXPECT_EQ(call(4), LUGE_ERROR_INDEX);
  EXPECT_STREQ(detail.tensor, "target");
  EXPECT_EQ(detail.position, 3);
  EXPECT_EQ(detail.value, 10);
  EXPECT_EQ(detail.limit, 10);
  target[1] = -1;
  EXPECT_EQ(call(4), LUGE_ERROR_INDEX);
  EXPECT_EQ(detail.position, 1);
  EXPECT_EQ(detail.value, -1);
  EXPECT_EQ(y, std::vector<float>(12, -1)) << "no kernel has run";
}

TEST_F(Call, RowsBeyondTheBatchAreNotChecked) {
  target[3] = 1000;
  EXPECT_EQ(call(3), LUGE_OK);
}

TEST_F(Call, MissingArgumentIsNamed) {
  pointers[0] = nullptr;
  EXPECT_EQ(call(4), LUGE_ERROR_NULL);
  EXPECT_STREQ(detail.tensor, "x");
  EXPECT_EQ(call(0), LUGE_OK) << "an empty tensor may have no memory";
  EXPECT_EQ(luge_call(nullptr, &functions[0], pointers.data(), 0, arena, nullptr, nullptr),
            LUGE_ERROR_NULL);
  EXPECT_EQ(luge_call(&program, &functions[0], nullptr, 0, arena, nullptr, nullptr),
            LUGE_ERROR_NULL);
}

TEST_F(Call, MisalignedMemoryIsNamed) {
  pointers[3] = reinterpret_cast<char *>(y.data()) + 2;
  EXPECT_EQ(call(1), LUGE_ERROR_ALIGNMENT);
  EXPECT_STREQ(detail.tensor, "y");
  EXPECT_EQ(luge_call(&program, &functions[0], pointers.data(), 0, arena + 1, nullptr, &detail),
            LUGE_ERROR_ALIGNMENT);
  EXPECT_STREQ(detail.reason, "arena");
  EXPECT_EQ(luge_call(&program, &functions[0], pointers.data(), 0, nullptr, nullptr, &detail),
            LUGE_ERROR_NULL);
}

TEST_F(Call, OtherAbiVersionIsRefused) {
  luge_program other = program;
  other.abi_version = LUGE_ABI_VERSION + 1;
  EXPECT_EQ(luge_call(&other, &functions[0], pointers.data(), 4, arena, nullptr, &detail),
            LUGE_ERROR_VERSION);
  EXPECT_EQ(detail.value, LUGE_ABI_VERSION + 1);
}
