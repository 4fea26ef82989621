#include "runtime/Core/Team.h"
#include "runtime/Core/Program.h"

#include "gtest/gtest.h"

#include <atomic>
#include <cfenv>
#include <chrono>
#include <cstdlib>
#include <limits>
#include <numeric>
#include <thread>
#include <vector>

// Runs `body(thread, threads)` on a team.
template <typename Body> static void run(luge_team *team, Body body) {
  luge_team_run(
      team,
      [](void *context, luge_team *, int64_t thread, int64_t threads) {
        (*static_cast<Body *>(context))(thread, threads);
      },
      &body);
}

class Team : public testing::TestWithParam<int> {
protected:
  void SetUp() override { ASSERT_EQ(luge_team_create(GetParam(), &team), LUGE_OK); }
  void TearDown() override { luge_team_free(team); }
  luge_team *team = nullptr;
};

INSTANTIATE_TEST_SUITE_P(Threads, Team, testing::Values(1, 2, 3, 8));

TEST_P(Team, EveryThreadRunsOncePerCall) {
  std::vector<int> runs(GetParam());
  for (int i = 0; i < 200; ++i)
    run(team, [&](int64_t thread, int64_t threads) {
      EXPECT_EQ(threads, GetParam());
      ++runs[thread];
    });
  EXPECT_EQ(runs, std::vector<int>(GetParam(), 200));
}

// Each thread writes its slot, then reads all: wrong by one barrier is seen at once.
TEST_P(Team, BarrierMakesAllWritesVisible) {
  constexpr int rounds = 300;
  std::vector<int> slots(GetParam());
  std::vector<int> failures(GetParam());
  run(team, [&](int64_t thread, int64_t threads) {
    for (int round = 1; round <= rounds; ++round) {
      slots[thread] = round;
      luge_team_barrier(team);
      failures[thread] += std::accumulate(slots.begin(), slots.end(), 0) != round * threads;
      luge_team_barrier(team);
    }
  });
  EXPECT_EQ(failures, std::vector<int>(GetParam(), 0));
}

TEST_P(Team, WakesAfterSleeping) {
  std::atomic<int> runs = 0;
  for (int i = 0; i < 5; ++i) {
    // Longer than any spinning: the workers are asleep.
    timespec nap = {0, 2000000};
    nanosleep(&nap, nullptr);
    run(team, [&](int64_t, int64_t) { ++runs; });
  }
  EXPECT_EQ(runs, 5 * GetParam());
}

TEST_P(Team, FlushesDenormalsOnEveryThreadAndRestoresTheCaller) {
  volatile float smallest = std::numeric_limits<float>::min();
  std::vector<float> halves(GetParam(), -1);
  run(team, [&](int64_t thread, int64_t) { halves[thread] = smallest * 0.5f; });
  EXPECT_EQ(halves, std::vector<float>(GetParam(), 0.0f));
  EXPECT_GT(smallest * 0.5f, 0.0f);
}

TEST_P(Team, RoundsToNearestWhateverTheCallerDoes) {
  volatile float one = 1.0f, quarterOfUlp = 0x1p-25f;
  std::vector<float> sums(GetParam());
  ASSERT_EQ(std::fesetround(FE_UPWARD), 0);
  run(team, [&](int64_t thread, int64_t) { sums[thread] = one + quarterOfUlp; });
  EXPECT_EQ(std::fegetround(), FE_UPWARD);
  float above = one + quarterOfUlp;
  std::fesetround(FE_TONEAREST);
  EXPECT_EQ(sums, std::vector<float>(GetParam(), 1.0f));
  EXPECT_GT(above, 1.0f);
}

// Eight threads on a few cores must not wait for each other's time slices.
TEST_P(Team, BarriersStayFastWhenOversubscribed) {
  auto begin = std::chrono::steady_clock::now();
  run(team, [&](int64_t, int64_t) {
    for (int i = 0; i < 500; ++i)
      luge_team_barrier(team);
  });
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
}

// A program with threads of its own, each with a team: they take turns on the processors, and none waits for another's.
TEST_P(Team, SeveralRunSideBySide) {
  constexpr int kTeams = 4, kRounds = 300;
  auto runRounds = [](int threads) {
    luge_team *team;
    ASSERT_EQ(luge_team_create(threads, &team), LUGE_OK);
    std::vector<int> slots(threads), failures(threads);
    for (int call = 0; call < 10; ++call)
      run(team, [&](int64_t thread, int64_t count) {
        for (int round = 1; round <= kRounds / 10; ++round) {
          slots[thread] = round;
          luge_team_barrier(team);
          failures[thread] += std::accumulate(slots.begin(), slots.end(), 0) != round * count;
          luge_team_barrier(team);
        }
      });
    luge_team_free(team);
    EXPECT_EQ(failures, std::vector<int>(threads, 0));
  };
  auto measure = [](auto body) {
    auto begin = std::chrono::steady_clock::now();
    body();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  double alone = measure([&] { runRounds(GetParam()); });
  double together = measure([&] {
    std::vector<std::thread> callers;
    for (int i = 0; i < kTeams; ++i)
      callers.emplace_back(runRounds, GetParam());
    for (std::thread &caller : callers)
      caller.join();
  });
  // Far above what is measured, and far below what waiting for time slices would cost.
  EXPECT_LT(together, 1.0 + 10 * kTeams * alone);
}

TEST(TeamMemory, NullTeamRunsTheCallerAlone) {
  int runs = 0;
  run(nullptr, [&](int64_t thread, int64_t threads) {
    EXPECT_EQ(thread, 0);
    EXPECT_EQ(threads, 1);
    luge_team_barrier(nullptr);
    ++runs;
  });
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(luge_team_threads(nullptr), 1);
}

TEST(TeamMemory, LivesInTheCallersMemory) {
  size_t bytes = luge_team_size(3);
  void *memory = std::aligned_alloc(LUGE_ALIGNMENT, bytes);
  auto *team = static_cast<luge_team *>(memory);
  ASSERT_EQ(luge_team_init(team, bytes, 3), LUGE_OK);
  std::atomic<int> runs = 0;
  run(team, [&](int64_t, int64_t) { ++runs; });
  EXPECT_EQ(runs, 3);
  luge_team_destroy(team);
  std::free(memory);
}

TEST(TeamMemory, RejectsWhatItCannotUse) {
  EXPECT_EQ(luge_team_size(0), 0u);
  EXPECT_EQ(luge_team_size(LUGE_MAX_THREADS + 1), 0u);
  alignas(LUGE_ALIGNMENT) static unsigned char memory[4096];
  auto *team = reinterpret_cast<luge_team *>(memory);
  EXPECT_EQ(luge_team_init(nullptr, sizeof memory, 2), LUGE_ERROR_NULL);
  EXPECT_EQ(luge_team_init(team, sizeof memory, 0), LUGE_ERROR_OPTION);
  EXPECT_EQ(luge_team_init(team, luge_team_size(2) - 1, 2), LUGE_ERROR_SIZE);
  auto *shifted = reinterpret_cast<luge_team *>(memory + 8);
  EXPECT_EQ(luge_team_init(shifted, sizeof memory - 8, 2), LUGE_ERROR_ALIGNMENT);
  luge_team *created;
  EXPECT_EQ(luge_team_create(-1, &created), LUGE_ERROR_OPTION);
  EXPECT_EQ(created, nullptr);
}
