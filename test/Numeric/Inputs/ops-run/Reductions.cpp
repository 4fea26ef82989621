#include "Case.h"

using namespace luge;

static bool keepdim(const Case &c) { return c.number("keepdim", 0); }

#define REDUCTION(FN)                                                                              \
  {#FN, [](const Case &c) { return luge::FN(c[0], c.list("dim"), keepdim(c)); }},
#define MOMENT(FN)                                                                                 \
  {#FN, [](const Case &c) {                                                                        \
     return luge::FN(c[0], c.list("dim"), c.number("correction", 1), keepdim(c));                  \
   }},
const Functions luge::reductions = {
    // clang-format off
    REDUCTION(amax) REDUCTION(amin) REDUCTION(logsumexp) REDUCTION(nansum) REDUCTION(prod)
    REDUCTION(any) REDUCTION(all)
    MOMENT(var) MOMENT(std) MOMENT(var_mean) MOMENT(std_mean)
    // clang-format on
    {"sum",
     [](const Case &c) {
       return c.dtype() ? sum(c[0], c.list("dim"), keepdim(c), *c.dtype())
                        : sum(c[0], c.list("dim"), keepdim(c));
     }},
    {"mean",
     [](const Case &c) {
       return c.dtype() ? mean(c[0], c.list("dim"), keepdim(c), *c.dtype())
                        : mean(c[0], c.list("dim"), keepdim(c));
     }},
    {"count_nonzero", [](const Case &c) { return count_nonzero(c[0], c.list("dim")); }},
    {"max",
     [](const Case &c) -> Results {
       if (c.has("dim"))
         return max(c[0], *c.integer("dim"), keepdim(c));
       return max(c[0]);
     }},
    {"min",
     [](const Case &c) -> Results {
       if (c.has("dim"))
         return min(c[0], *c.integer("dim"), keepdim(c));
       return min(c[0]);
     }},
    {"aminmax", [](const Case &c) { return aminmax(c[0], c.integer("dim"), keepdim(c)); }},
    {"argmax", [](const Case &c) { return argmax(c[0], c.integer("dim"), keepdim(c)); }},
    {"argmin", [](const Case &c) { return argmin(c[0], c.integer("dim"), keepdim(c)); }},
    {"vector_norm",
     [](const Case &c) {
       return vector_norm(c[0], c.number("ord", 2), c.list("dim"), keepdim(c));
     }},
    {"cumsum", [](const Case &c) { return cumsum(c[0], *c.integer("dim")); }},
};
