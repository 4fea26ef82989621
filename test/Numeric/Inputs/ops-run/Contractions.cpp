#include "Case.h"

using namespace luge;

const Functions luge::contractions = {
    {"matmul", [](const Case &c) { return matmul(c[0], c[1]); }},
    {"mv", [](const Case &c) { return mv(c[0], c[1]); }},
    {"dot", [](const Case &c) { return dot(c[0], c[1]); }},
    {"outer", [](const Case &c) { return outer(c[0], c[1]); }},
    {"inner", [](const Case &c) { return inner(c[0], c[1]); }},
    {"addmm",
     [](const Case &c) {
       return addmm(c[0], c[1], c[2], c.number("beta", 1), c.number("alpha", 1));
     }},
    {"addmv",
     [](const Case &c) {
       return addmv(c[0], c[1], c[2], c.number("beta", 1), c.number("alpha", 1));
     }},
    {"baddbmm",
     [](const Case &c) {
       return baddbmm(c[0], c[1], c[2], c.number("beta", 1), c.number("alpha", 1));
     }},
    {"tensordot",
     [](const Case &c) {
       return c.has("dims") ? tensordot(c[0], c[1], *c.integer("dims"))
                            : tensordot(c[0], c[1], c.list("input_dims"), c.list("other_dims"));
     }},
    {"einsum", [](const Case &c) { return einsum(c.text("equation"), c.args); }},
    {"linear",
     [](const Case &c) {
       return nn::functional::linear(c[0], c[1], c.size() > 2 ? c[2] : Tensor());
     }},
    {"bilinear",
     [](const Case &c) {
       return nn::functional::bilinear(c[0], c[1], c[2], c.size() > 3 ? c[3] : Tensor());
     }},
};
