#include "runtime/Progress/ProgressBar.h"

#include "gtest/gtest.h"

#include <cstdlib>
#include <memory>
#include <stdlib.h>

using namespace luge;

namespace {
double now;

class Progress : public testing::Test {
protected:
  void SetUp() override {
    now = 100;
    setenv("LC_ALL", "C", 1);
  }
  void TearDown() override {
    unsetenv("LC_ALL");
    std::fclose(output);
    std::free(memory);
  }
  ProgressOptions options(ProgressStyle style) {
    return {.description = "epoch 1/5",
            .unit = "img",
            .style = style,
            .output = output,
            .width = 81,
            .clock = [] { return now; }};
  }
  /// What has been written since the last call.
  std::string written() {
    std::fflush(output);
    std::string text(memory + read, bytes - read);
    read = bytes;
    return text;
  }
  char *memory = nullptr;
  size_t bytes = 0, read = 0;
  std::FILE *output = open_memstream(&memory, &bytes);
};
} // namespace

TEST_F(Progress, BarShowsCountTimeRateAndPostfix) {
  ProgressBar progress(60000, options(ProgressStyle::bar));
  EXPECT_EQ(written(), "\repoch 1/5:   0%|                                    | 0/60.0k "
                       "[00:00<?, ? img/s]\033[K");
  now += 2;
  progress.setPostfix("loss", 0.43125);
  progress.update(30000);
  EXPECT_EQ(written(), "\repoch 1/5:  50%|#####      | 30.0k/60.0k "
                       "[00:02<00:02, 15.0k img/s, loss=0.4313]\033[K");
  now += 2;
  progress.update(30000);
  written();
  progress.close();
  EXPECT_EQ(written(), "\repoch 1/5: 100%|#################| 60.0k/60.0k "
                       "[00:04, 15.0k img/s, loss=0.4313]\033[K\n");
}

TEST_F(Progress, BarIsRedrawnTenTimesASecond) {
  ProgressBar progress(1000, options(ProgressStyle::bar));
  int drawings = 0;
  written();
  for (int i = 0; i < 1000; ++i) {
    now += 0.001;
    progress.update();
    drawings += !written().empty();
  }
  EXPECT_GE(drawings, 9);
  EXPECT_LE(drawings, 10);
  EXPECT_EQ(progress.count(), 1000);
}

TEST_F(Progress, LinesAppearEveryTenSecondsAndAtTheEnd) {
  {
    ProgressBar progress(400, options(ProgressStyle::lines));
    for (int i = 0; i < 4; ++i) {
      now += 4;
      progress.update(100);
    }
    EXPECT_EQ(written(), "epoch 1/5:  75% 300/400 [00:12<00:04, 25.0 img/s]\n");
  }
  EXPECT_EQ(written(), "epoch 1/5: 100% 400/400 [00:16, 25.0 img/s]\n");
}

TEST_F(Progress, OutputThatIsNoTerminalGetsLines) {
  std::FILE *file = std::tmpfile();
  ProgressOptions toFile = options(ProgressStyle::automatic);
  toFile.output = file;
  {
    ProgressBar progress(10, toFile);
    progress.update(10);
  }
  std::rewind(file);
  char text[100] = {};
  std::fread(text, 1, sizeof text - 1, file);
  std::fclose(file);
  EXPECT_STREQ(text, "epoch 1/5: 100% 10/10 [00:00, ? img/s]\n");
}

TEST_F(Progress, NoneIsSilent) {
  ProgressBar progress(10, options(ProgressStyle::none));
  now += 100;
  progress.update(10);
  progress.close();
  EXPECT_EQ(written(), "");
}

TEST_F(Progress, UnknownTotal) {
  ProgressBar progress(0,
                       {.unit = "step", .style = ProgressStyle::none, .clock = [] { return now; }});
  progress.update(3);
  now += 4000;
  EXPECT_EQ(progress.line(), "3 step [1:06:40, 0.001 step/s]");
}

TEST_F(Progress, NarrowTerminalsCutTheLine) {
  ProgressBar progress(10, options(ProgressStyle::none));
  EXPECT_EQ(progress.line(20), "epoch 1/5:   0% 0/10");
}

TEST_F(Progress, BarsHaveEighthsWhereTheLocaleAllows) {
  setenv("LC_ALL", "en_US.UTF-8", 1);
  ProgressBar progress(16, options(ProgressStyle::none));
  progress.update(9);
  now += 1;
  EXPECT_NE(progress.line(58).find("|█████▋    |"), std::string::npos) << progress.line(58);
}

TEST_F(Progress, ClearMakesRoomForOtherOutput) {
  ProgressBar progress(10, options(ProgressStyle::bar));
  written();
  progress.clear();
  EXPECT_EQ(written(), "\r\033[K");
  progress.clear();
  EXPECT_EQ(written(), "");
}
