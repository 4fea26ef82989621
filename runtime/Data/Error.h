//===- Error.h - What is wrong with a data set ------------------*- C++ -*-===//
#ifndef LUGE_RUNTIME_DATA_ERROR_H
#define LUGE_RUNTIME_DATA_ERROR_H

#include <stdexcept>

namespace luge::data {

/// A data set that cannot be read: the message names the file, what was expected
/// and what was found.
class Error : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

} // namespace luge::data

#endif // LUGE_RUNTIME_DATA_ERROR_H
