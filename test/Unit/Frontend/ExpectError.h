#ifndef LUGE_TEST_UNIT_FRONTEND_EXPECTERROR_H
#define LUGE_TEST_UNIT_FRONTEND_EXPECTERROR_H

#include "luge/Error.h"

#include <gtest/gtest.h>

/// `statement` throws at this line, with `text` in its message.
#define EXPECT_ERROR(statement, text)                                                              \
  try {                                                                                            \
    statement;                                                                                     \
    ADD_FAILURE() << "expected an error";                                                          \
  } catch (const luge::Error &error) {                                                             \
    EXPECT_STREQ(error.where().file_name(), __FILE__);                                             \
    EXPECT_EQ(error.where().line(), __LINE__);                                                     \
    EXPECT_NE(std::string(error.what()).find(text), std::string::npos) << error.what();            \
  }

#endif // LUGE_TEST_UNIT_FRONTEND_EXPECTERROR_H
