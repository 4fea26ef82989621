#include "runtime/Core/Status.h"

#include "gtest/gtest.h"

#include <set>
#include <string>

TEST(Status, EveryCodeHasItsOwnPhrase) {
  std::set<std::string> phrases;
  for (int code = LUGE_OK; code <= LUGE_ERROR_NAME; ++code)
    phrases.insert(luge_status_string(static_cast<luge_status>(code)));
  EXPECT_EQ(phrases.size(), LUGE_ERROR_NAME + 1u);
  EXPECT_FALSE(phrases.contains("unknown status"));
}

TEST(Status, UnknownCodeIsNamedSo) {
  EXPECT_STREQ(luge_status_string(static_cast<luge_status>(LUGE_ERROR_NAME + 1)), "unknown status");
}
