// Evaluates losses of the C++ API on arrays, for frontend-losses.py: losses-run CASES INPUTS.npz OUTPUTS.npz
//
// CASES has a case per line: NAME LOSS REDUCTION {OPTION=NUMBER}. The arguments are the arrays NAME.0, NAME.1, ...;
// tensors among the options are NAME.weight and NAME.pos_weight. Writes NAME.loss and the gradients of the loss's sum,
// NAME.grad0, ..., with respect to the arguments of floating-point type.
#include "Cases.h"

#include <sstream>

using namespace luge;
using cases::inputs;
using cases::output;

/// What a line says, and the arrays it names.
struct Case {
  Tensor tensor(const std::string &key) const {
    auto found = inputs.find(name + "." + key);
    return found == inputs.end() ? Tensor() : Tensor(found->second.view());
  }
  double number(const std::string &option, double otherwise) const {
    auto found = options.find(option);
    return found == options.end() ? otherwise : found->second;
  }

  std::string name, reduction;
  std::map<std::string, double> options;
  std::vector<Tensor> args;
};

template <typename Loss, typename Options> static Tensor evaluate(const Case &c, Options options) {
  Loss criterion(options.reduction(c.reduction));
  if constexpr (requires { criterion->forward(c.args[0], c.args[1], c.args[2]); })
    return criterion(c.args[0], c.args[1], c.args[2]);
  else
    return criterion(c.args[0], c.args[1]);
}

static Tensor euclidean(const Tensor &x, const Tensor &y) {
  Tensor difference = x - y;
  return (difference * difference).sum({-1}) + 0.5;
}

static Tensor linearCrossEntropy(const Case &c) {
  auto options = nn::functional::LinearCrossEntropyFuncOptions()
                     .linear_bias(c.args.size() > 3 ? c.args[3] : Tensor())
                     .weight(c.tensor("weight"))
                     .label_smoothing(c.number("label_smoothing", 0))
                     .reduction(c.reduction);
  if (c.options.contains("ignore_index"))
    options.ignore_index(c.number("ignore_index", 0));
  return nn::functional::linear_cross_entropy(c.args[0], c.args[1], c.args[2], options);
}

/// Arguments: input, target, the layer's weight and bias, of 3 classes in 2 x 5 places.
static Tensor linearCrossEntropyLoss(const Case &c) {
  nn::LinearCrossEntropyLoss criterion(nn::LinearCrossEntropyLossOptions(c.args[0].size(1), 3)
                                           .out_features({2, 5})
                                           .bias(true)
                                           .dtype(c.args[0].dtype())
                                           .reduction(c.reduction));
  criterion->linear->weight = c.args[2];
  criterion->linear->bias = c.args[3];
  return criterion(c.args[0], c.args[1]);
}

/// Arguments: input, target, the weights of the head and of the tail, the head's bias. The reduction says what of the
/// loss is looked at: "none" for the output, "sum" for all log-probabilities.
static Tensor adaptive(const Case &c) {
  nn::AdaptiveLogSoftmaxWithLoss criterion(
      nn::AdaptiveLogSoftmaxWithLossOptions(c.args[0].sizes().back(), 11, {3, 7})
          .div_value(2)
          .head_bias(c.args.size() > 7)
          .dtype(c.args[0].dtype()));
  criterion->head->weight = c.args[2];
  if (c.args.size() > 7)
    criterion->head->bias = c.args[7];
  for (int i = 0; i < 4; ++i)
    criterion->tail->children()[i / 2]->children()[i % 2]->as<nn::LinearImpl>()->weight =
        c.args[3 + i];
  if (c.number("predict", 0))
    return criterion->predict(c.args[0]).to(c.args[0].dtype());
  if (c.reduction == "sum")
    return criterion->log_prob(c.args[0]);
  auto [output, loss] = criterion(c.args[0], c.args[1]);
  return c.reduction == "none" ? output : loss;
}

using Evaluate = Tensor (*)(const Case &);
static const std::map<std::string, Evaluate> losses = {
    {"l1_loss",
     [](const Case &c) {
       return evaluate<nn::L1Loss>(c, nn::L1LossOptions().weight(c.tensor("weight")));
     }},
    {"mse_loss",
     [](const Case &c) {
       return evaluate<nn::MSELoss>(c, nn::MSELossOptions().weight(c.tensor("weight")));
     }},
    {"huber_loss",
     [](const Case &c) {
       return evaluate<nn::HuberLoss>(
           c, nn::HuberLossOptions().delta(c.number("delta", 1)).weight(c.tensor("weight")));
     }},
    {"smooth_l1_loss",
     [](const Case &c) {
       return evaluate<nn::SmoothL1Loss>(c, nn::SmoothL1LossOptions().beta(c.number("beta", 1)));
     }},
    {"poisson_nll_loss",
     [](const Case &c) {
       return evaluate<nn::PoissonNLLLoss>(c, nn::PoissonNLLLossOptions()
                                                  .log_input(c.number("log_input", 1))
                                                  .full(c.number("full", 0))
                                                  .eps(c.number("eps", 1e-8)));
     }},
    {"gaussian_nll_loss",
     [](const Case &c) {
       return evaluate<nn::GaussianNLLLoss>(
           c, nn::GaussianNLLLossOptions().full(c.number("full", 0)).eps(c.number("eps", 1e-6)));
     }},
    {"binary_cross_entropy",
     [](const Case &c) {
       return evaluate<nn::BCELoss>(c, nn::BCELossOptions().weight(c.tensor("weight")));
     }},
    {"binary_cross_entropy_with_logits",
     [](const Case &c) {
       return evaluate<nn::BCEWithLogitsLoss>(c, nn::BCEWithLogitsLossOptions()
                                                     .weight(c.tensor("weight"))
                                                     .pos_weight(c.tensor("pos_weight")));
     }},
    {"kl_div",
     [](const Case &c) {
       return evaluate<nn::KLDivLoss>(c,
                                      nn::KLDivLossOptions().log_target(c.number("log_target", 0)));
     }},
    {"soft_margin_loss",
     [](const Case &c) { return evaluate<nn::SoftMarginLoss>(c, nn::SoftMarginLossOptions()); }},
    {"multilabel_soft_margin_loss",
     [](const Case &c) {
       return evaluate<nn::MultiLabelSoftMarginLoss>(
           c, nn::MultiLabelSoftMarginLossOptions().weight(c.tensor("weight")));
     }},
    {"cross_entropy",
     [](const Case &c) {
       return evaluate<nn::CrossEntropyLoss>(c,
                                             nn::CrossEntropyLossOptions()
                                                 .weight(c.tensor("weight"))
                                                 .ignore_index(c.number("ignore_index", -100))
                                                 .label_smoothing(c.number("label_smoothing", 0)));
     }},
    {"nll_loss",
     [](const Case &c) {
       return evaluate<nn::NLLLoss>(c, nn::NLLLossOptions()
                                           .weight(c.tensor("weight"))
                                           .ignore_index(c.number("ignore_index", -100)));
     }},
    {"ctc_loss",
     [](const Case &c) {
       nn::CTCLoss criterion(nn::CTCLossOptions()
                                 .blank(c.number("blank", 0))
                                 .zero_infinity(c.number("zero_infinity", 0))
                                 .reduction(c.reduction));
       return criterion(c.args[0].log_softmax(-1), c.args[1], c.args[2], c.args[3]);
     }},
    {"linear_cross_entropy", linearCrossEntropy},
    {"LinearCrossEntropyLoss", linearCrossEntropyLoss},
    {"AdaptiveLogSoftmaxWithLoss", adaptive},
    {"hinge_embedding_loss",
     [](const Case &c) {
       return evaluate<nn::HingeEmbeddingLoss>(
           c, nn::HingeEmbeddingLossOptions().margin(c.number("margin", 1)));
     }},
    {"margin_ranking_loss",
     [](const Case &c) {
       return evaluate<nn::MarginRankingLoss>(
           c, nn::MarginRankingLossOptions().margin(c.number("margin", 0)));
     }},
    {"cosine_embedding_loss",
     [](const Case &c) {
       return evaluate<nn::CosineEmbeddingLoss>(
           c, nn::CosineEmbeddingLossOptions().margin(c.number("margin", 0)));
     }},
    {"multi_margin_loss",
     [](const Case &c) {
       return evaluate<nn::MultiMarginLoss>(c, nn::MultiMarginLossOptions()
                                                   .p(c.number("p", 1))
                                                   .margin(c.number("margin", 1))
                                                   .weight(c.tensor("weight")));
     }},
    {"multilabel_margin_loss",
     [](const Case &c) {
       return evaluate<nn::MultiLabelMarginLoss>(c, nn::MultiLabelMarginLossOptions());
     }},
    {"triplet_margin_loss",
     [](const Case &c) {
       return evaluate<nn::TripletMarginLoss>(c, nn::TripletMarginLossOptions()
                                                     .margin(c.number("margin", 1))
                                                     .p(c.number("p", 2))
                                                     .eps(c.number("eps", 1e-6))
                                                     .swap(c.number("swap", 0)));
     }},
    {"triplet_margin_with_distance_loss",
     [](const Case &c) {
       return evaluate<nn::TripletMarginWithDistanceLoss>(c,
                                                          nn::TripletMarginWithDistanceLossOptions()
                                                              .distance_function(euclidean)
                                                              .margin(c.number("margin", 1))
                                                              .swap(c.number("swap", 0)));
     }},
};

static void runCase(const std::string &line) {
  std::istringstream words(line);
  Case c;
  std::string loss;
  words >> c.name >> loss >> c.reduction;
  for (std::string word; words >> word;) {
    size_t equals = word.find('=');
    c.options[word.substr(0, equals)] = std::stod(word.substr(equals + 1));
  }
  for (int i = 0; c.tensor(std::to_string(i)).defined(); ++i) {
    Tensor argument = c.tensor(std::to_string(i));
    c.args.push_back(isFloat(argument.dtype()) ? argument.requires_grad_() : argument);
  }
  Tensor result = losses.at(loss)(c);
  output(c.name + ".loss", result);
  if (result.requires_grad())
    result.sum().backward();
  for (size_t i = 0; i < c.args.size(); ++i)
    if (c.args[i].grad().defined())
      output(c.name + ".grad" + std::to_string(i), c.args[i].grad());
}

int main(int argc, char **argv) { return cases::runAll(argc, argv, "losses-run", runCase); }
