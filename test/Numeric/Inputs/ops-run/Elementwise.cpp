#include "Case.h"

using namespace luge;

/// A number as an option gives it: an integer unless there is a point.
static Scalar scalar(const Case &c, const std::string &option, Scalar otherwise = 1) {
  std::string text = c.text(option);
  if (text.empty())
    return otherwise;
  return text.find_first_of(".einf") == std::string::npos ? Scalar(int64_t(std::stoll(text)))
                                                          : Scalar(std::stod(text));
}

/// An argument, or the option that is there instead.
static Operand operand(const Case &c, size_t i, const std::string &option) {
  return i < c.size() ? Operand(c[i]) : Operand(scalar(c, option));
}

template <Tensor (*function)(const Operand &, const Operand &)>
static Results binary(const Case &c) {
  if (c.has("first"))
    return function(scalar(c, "first"), c[0]);
  return function(c[0], operand(c, 1, "other"));
}

static std::optional<double> maybe(const Case &c, const std::string &option) {
  return c.has(option) ? std::optional<double>(c.number(option, 0)) : std::nullopt;
}

#define UNARY(FN) {#FN, [](const Case &c) { return luge::FN(c[0]); }},
#define BINARY(FN) {#FN, binary<luge::FN>},
const Functions luge::elementwise = {
    // clang-format off
    LUGE_FOR_EACH_UNARY(UNARY)
    BINARY(fmod) BINARY(remainder) BINARY(floor_divide) BINARY(pow) BINARY(float_power)
    BINARY(atan2) BINARY(hypot) BINARY(logaddexp) BINARY(xlogy) BINARY(heaviside) BINARY(mul)
    BINARY(eq) BINARY(ne) BINARY(lt) BINARY(le) BINARY(gt) BINARY(ge)
    BINARY(logical_and) BINARY(logical_or) BINARY(logical_xor)
    BINARY(bitwise_and) BINARY(bitwise_or) BINARY(bitwise_xor)
    BINARY(maximum) BINARY(minimum) BINARY(fmax) BINARY(fmin)
    // clang-format on
    {"bitwise_not", [](const Case &c) { return bitwise_not(c[0]); }},
    {"round_decimals", [](const Case &c) { return round(c[0], *c.integer("decimals")); }},
    {"logit", [](const Case &c) { return logit(c[0], maybe(c, "eps")); }},
    {"nan_to_num",
     [](const Case &c) {
       return nan_to_num(c[0], c.number("nan", 0), maybe(c, "posinf"), maybe(c, "neginf"));
     }},
    {"add",
     [](const Case &c) { return add(c[0], operand(c, 1, "other"), scalar(c, "alpha")); }},
    {"sub",
     [](const Case &c) { return sub(c[0], operand(c, 1, "other"), scalar(c, "alpha")); }},
    {"rsub",
     [](const Case &c) { return rsub(c[0], operand(c, 1, "other"), scalar(c, "alpha")); }},
    {"div",
     [](const Case &c) {
       Operand other = operand(c, 1, "other");
       return c.has("rounding_mode") ? div(c[0], other, c.text("rounding_mode")) : div(c[0], other);
     }},
    {"lerp", [](const Case &c) { return lerp(c[0], c[1], operand(c, 2, "weight")); }},
    {"addcmul", [](const Case &c) { return addcmul(c[0], c[1], c[2], scalar(c, "value")); }},
    {"addcdiv", [](const Case &c) { return addcdiv(c[0], c[1], c[2], scalar(c, "value")); }},
    {"where", [](const Case &c) { return where(c[0], c[1], operand(c, 2, "other")); }},
    {"masked_fill", [](const Case &c) { return masked_fill(c[0], c[1], scalar(c, "value")); }},
    {"clamp",
     [](const Case &c) {
       auto bound = [&](const char *name) {
         return c.has(name) ? std::optional<Scalar>(scalar(c, name)) : std::nullopt;
       };
       return c.size() > 1 ? clamp(c[0], c[1], c[2]) : clamp(c[0], bound("min"), bound("max"));
     }},
    {"clamp_min", [](const Case &c) { return clamp_min(c[0], scalar(c, "min")); }},
    {"clamp_max", [](const Case &c) { return clamp_max(c[0], scalar(c, "max")); }},
    {"to", [](const Case &c) { return c[0].to(*c.dtype()); }},
};
