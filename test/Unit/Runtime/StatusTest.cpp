#include "runtime/Core/Status.h"

#include "gtest/gtest.h"

#include <cstring>
#include <set>
#include <string>

TEST(Status, EveryCodeHasItsOwnPhrase) {
  std::set<std::string> phrases;
  for (int code = LUGE_OK; code <= LUGE_ERROR_CHECK; ++code)
    phrases.insert(luge_status_string(static_cast<luge_status>(code)));
  EXPECT_EQ(phrases.size(), LUGE_ERROR_CHECK + 1u);
  EXPECT_FALSE(phrases.contains("unknown status"));
}

TEST(Status, UnknownCodeIsNamedSo) {
  EXPECT_STREQ(luge_status_string(static_cast<luge_status>(LUGE_ERROR_CHECK + 1)),
               "unknown status");
}

TEST(Status, DescribesWhereAndWhat) {
  luge_detail detail = LUGE_NO_DETAIL;
  char line[160];
  auto describe = [&](luge_status status) {
    luge_describe(status, &detail, line, sizeof line);
    return std::string(line);
  };
  EXPECT_EQ(describe(LUGE_ERROR_SIZE), "memory is smaller than required");
  detail.tensor = "y";
  detail.position = 3;
  detail.value = 17;
  detail.limit = 10;
  EXPECT_EQ(describe(LUGE_ERROR_INDEX), "value out of range: 'y'[3] is 17, expected 0 to 9");
  EXPECT_EQ(describe(LUGE_ERROR_BATCH), "batch is out of range: got 17, expected 0 to 10");
  EXPECT_EQ(describe(LUGE_ERROR_NULL), "required pointer is NULL: 'y'");
  detail.tensor = "'x' is below 1";
  std::strcpy(detail.found, "1.5");
  EXPECT_EQ(describe(LUGE_ERROR_CHECK), "check failed: expected that 'x' is below 1, got 1.5");
  detail.reason = "opening";
  detail.value = 2;
  EXPECT_EQ(describe(LUGE_ERROR_IO),
            "file could not be read or written: opening: No such file or directory");
  luge_describe(LUGE_ERROR_IO, &detail, line, 5);
  EXPECT_STREQ(line, "file");
}
