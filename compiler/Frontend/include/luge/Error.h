/// What goes wrong in a user's program, with the user's file and line.
#ifndef LUGE_ERROR_H
#define LUGE_ERROR_H

#include <source_location>
#include <stdexcept>
#include <string>

namespace luge {

/// A place in the user's program. Functions that can fail take one as a last, defaulted argument. Unlike
/// std::source_location it can be made for programs in another language.
class Location {
public:
  /// As a default argument: the caller's.
  static constexpr Location current(std::source_location where = std::source_location::current()) {
    return Location(where.file_name(), where.line(), where.column());
  }
  /// No place.
  constexpr Location() : Location("", 0) {}
  /// `file` must stay valid as long as anything was traced there.
  constexpr Location(const char *file, unsigned line, unsigned column = 0)
      : file(file), lineNumber(line), columnNumber(column) {}

  constexpr const char *file_name() const { return file; }
  constexpr unsigned line() const { return lineNumber; }
  constexpr unsigned column() const { return columnNumber; }

private:
  const char *file;
  unsigned lineNumber, columnNumber;
};

/// The user's input is wrong: shapes, types, options, or the order of calls.
class Error : public std::runtime_error {
public:
  /// `what()` becomes "FILE:LINE: MESSAGE".
  explicit Error(const std::string &message, Location where = Location::current());

  /// The message without the place.
  const std::string &message() const { return text; }
  Location where() const { return place; }

private:
  std::string text;
  Location place;
};

// Kinds of errors, as libtorch has them, which bindings tell apart.
/// An index or a dimension is out of range.
class IndexError : public Error {
public:
  using Error::Error;
};
/// An element type is not allowed.
class TypeError : public Error {
public:
  using Error::Error;
};
/// An option is not allowed.
class ValueError : public Error {
public:
  using Error::Error;
};

} // namespace luge

#endif // LUGE_ERROR_H
