#include "Case.h"

using namespace luge;
using namespace luge::nn;

const Functions luge::activations = {
    {"relu", [](const Case &c) { return ReLU()(c[0]); }},
    {"relu6", [](const Case &c) { return ReLU6()(c[0]); }},
    {"threshold",
     [](const Case &c) {
       return Threshold(ThresholdOptions(c.number("threshold", 0), c.number("value", 0)))(c[0]);
     }},
    {"hardtanh",
     [](const Case &c) {
       return Hardtanh(
           HardtanhOptions().min_val(c.number("min_val", -1)).max_val(c.number("max_val", 1)))(
           c[0]);
     }},
    {"hardsigmoid", [](const Case &c) { return Hardsigmoid()(c[0]); }},
    {"hardswish", [](const Case &c) { return Hardswish()(c[0]); }},
    {"leaky_relu",
     [](const Case &c) {
       return LeakyReLU(LeakyReLUOptions().negative_slope(c.number("negative_slope", 0.01)))(c[0]);
     }},
    {"prelu", [](const Case &c) { return functional::prelu(c[0], c[1]); }},
    {"prelu_module",
     [](const Case &c) {
       return PReLU(PReLUOptions()
                        .num_parameters(c.number("num_parameters", 1))
                        .init(c.number("init", 0.25))
                        .dtype(c[0].dtype()))(c[0]);
     }},
    {"rrelu",
     [](const Case &c) {
       RReLU layer(
           RReLUOptions().lower(c.number("lower", 1. / 8)).upper(c.number("upper", 1. / 3)));
       layer->eval();
       return layer(c[0]);
     }},
    {"softshrink", [](const Case &c) { return Softshrink(c.number("lambd", 0.5))(c[0]); }},
    {"hardshrink", [](const Case &c) { return Hardshrink(c.number("lambd", 0.5))(c[0]); }},
    {"elu", [](const Case &c) { return ELU(ELUOptions().alpha(c.number("alpha", 1)))(c[0]); }},
    {"selu", [](const Case &c) { return SELU()(c[0]); }},
    {"celu", [](const Case &c) { return CELU(CELUOptions().alpha(c.number("alpha", 1)))(c[0]); }},
    {"sigmoid", [](const Case &c) { return Sigmoid()(c[0]); }},
    {"logsigmoid", [](const Case &c) { return LogSigmoid()(c[0]); }},
    {"softplus",
     [](const Case &c) {
       return Softplus(
           SoftplusOptions().beta(c.number("beta", 1)).threshold(c.number("threshold", 20)))(c[0]);
     }},
    {"silu", [](const Case &c) { return SiLU()(c[0]); }},
    {"mish", [](const Case &c) { return Mish()(c[0]); }},
    {"gelu",
     [](const Case &c) {
       return GELU(GELUOptions().approximate(c.text("approximate", "none")))(c[0]);
     }},
    {"tanh", [](const Case &c) { return Tanh()(c[0]); }},
    {"tanhshrink", [](const Case &c) { return Tanhshrink()(c[0]); }},
    {"softsign", [](const Case &c) { return Softsign()(c[0]); }},
    {"glu", [](const Case &c) { return GLU(c.integer("dim").value_or(-1))(c[0]); }},
    {"softmax", [](const Case &c) { return Softmax(*c.integer("dim"))(c[0]); }},
    {"softmin", [](const Case &c) { return Softmin(*c.integer("dim"))(c[0]); }},
    {"log_softmax", [](const Case &c) { return LogSoftmax(*c.integer("dim"))(c[0]); }},
    {"softmax2d", [](const Case &c) { return Softmax2d()(c[0]); }},
};
