/// What goes wrong in a user's program, with the user's file and line.
#ifndef LUGE_ERROR_H
#define LUGE_ERROR_H

#include <source_location>
#include <stdexcept>
#include <string>

namespace luge {

/// A place in the user's program. Functions that can fail take one as a last, defaulted argument.
using Location = std::source_location;

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

} // namespace luge

#endif // LUGE_ERROR_H
