#include "Case.h"

using namespace luge;

const Functions luge::shapes = {
    {"unflatten",
     [](const Case &c) { return unflatten(c[0], *c.integer("dim"), c.list("sizes")); }},
    {"movedim",
     [](const Case &c) { return movedim(c[0], c.list("source"), c.list("destination")); }},
    {"expand_as", [](const Case &c) { return expand_as(c[0], c[1]); }},
    {"repeat", [](const Case &c) { return repeat(c[0], c.list("repeats")); }},
    {"tile", [](const Case &c) { return tile(c[0], c.list("dims")); }},
    {"cat", [](const Case &c) { return cat(c.args, *c.integer("dim")); }},
    {"stack", [](const Case &c) { return stack(c.args, *c.integer("dim")); }},
    {"hstack", [](const Case &c) { return hstack(c.args); }},
    {"vstack", [](const Case &c) { return vstack(c.args); }},
    {"split",
     [](const Case &c) {
       int64_t dim = c.integer("dim").value_or(0);
       return c.has("sizes") ? split(c[0], c.list("sizes"), dim)
                             : split(c[0], *c.integer("size"), dim);
     }},
    {"chunk",
     [](const Case &c) { return chunk(c[0], *c.integer("chunks"), c.integer("dim").value_or(0)); }},
    {"unbind", [](const Case &c) { return unbind(c[0], c.integer("dim").value_or(0)); }},
    {"roll", [](const Case &c) { return roll(c[0], c.list("shifts"), c.list("dims")); }},
    {"flip", [](const Case &c) { return flip(c[0], c.list("dims")); }},
    {"tril", [](const Case &c) { return tril(c[0], c.number("diagonal", 0)); }},
    {"triu", [](const Case &c) { return triu(c[0], c.number("diagonal", 0)); }},
    {"diagonal",
     [](const Case &c) {
       return diagonal(c[0], c.number("offset", 0), c.number("dim1", 0), c.number("dim2", 1));
     }},
    {"pad",
     [](const Case &c) {
       return nn::functional::pad(c[0], c.list("pad"), "constant", c.number("value", 0));
     }},
    {"squeeze", [](const Case &c) { return squeeze(c[0], c.integer("dim")); }},
    {"swapaxes",
     [](const Case &c) { return swapaxes(c[0], *c.integer("axis0"), *c.integer("axis1")); }},
    {"ones_like", [](const Case &c) { return ones_like(c[0]); }},
    {"zeros_like", [](const Case &c) { return zeros_like(c[0]); }},
    {"full_like", [](const Case &c) { return full_like(c[0], c.number("fill_value", 0)); }},
    {"arange",
     [](const Case &c) {
       return arange(c.number("start", 0), c.number("end", 0), c.number("step", 1),
                     c.dtype().value_or(kFloat32));
     }},
    {"linspace",
     [](const Case &c) {
       return linspace(c.number("start", 0), c.number("end", 0), *c.integer("steps"),
                       c.dtype().value_or(kFloat32));
     }},
    {"eye",
     [](const Case &c) {
       return eye(*c.integer("n"), c.integer("m"), c.dtype().value_or(kFloat32));
     }},
};
