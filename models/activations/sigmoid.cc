// Sigmoids and other bounded monotonic units.

#include "models/activations/activation.h"

namespace actsweep {
namespace {

const Activation kSigmoid{{.name = "sigmoid",
                           .aliases = {"Sigmoid", "logistic"},
                           .summary = "logistic function",
                           .formula = "1 / (1 + exp(-x))",
                           .source = "classical"},
                          {.derivative = "0.25 * sech2(0.5 * x)"}};

const Activation kHardSigmoid{{.name = "hard_sigmoid",
                               .aliases = {"HardSigmoid"},
                               .summary = "piecewise linear sigmoid, as in Keras (slope 1/5; PyTorch's is 1/6)",
                               .formula = "clip(0.2 * x + 0.5, 0, 1)",
                               .source = "Keras"},
                              {.value = "clip((x + 2.5) / 5, 0, 1)", .derivative = "where(abs(x) < 2.5, 0.2, 0)"}};

const Activation kTanh{{.name = "tanh",
                        .aliases = {"TanH", "Tanh"},
                        .summary = "hyperbolic tangent",
                        .formula = "tanh(x)",
                        .source = "classical"}};

const Activation kHardtanh{{.name = "hardtanh",
                            .aliases = {"Hardtanh"},
                            .summary = "piecewise linear tanh",
                            .formula = "clip(x, min, max)",
                            .source = "Collobert, PhD thesis, 2004",
                            .params = {Real("min", -1).doc("minimum value"), Real("max", 1).doc("maximum value")}}};

const Activation kPenalizedTanh{{.name = "penalized_tanh",
                                 .aliases = {"PenalizedTanH"},
                                 .summary = "tanh that is flatter for negative x",
                                 .formula = "where(x > 0, tanh(x), a * tanh(x))",
                                 .source = "Xu, Huang and Li, arXiv 1602.05980",
                                 .params = {Real("a", 0.25).doc("factor for negative x")}}};

const Activation kWeightedTanh{{.name = "weighted_tanh",
                                .aliases = {"WeightedTanH"},
                                .summary = "tanh of a scaled input",
                                .formula = "tanh(w * x)",
                                .source = "the Mish author's library",
                                .params = {Real("w", 1.7145).doc("input scale")}},
                               {.derivative_precision = formula::Precision::kDouble}};

const Activation kLecunTanh{{.name = "lecun_tanh",
                             .aliases = {"LeCunTanH"},
                             .summary = "scaled tanh with f(1) = 1",
                             .formula = "1.7159 * tanh(2 * x / 3)",
                             .source = "LeCun et al., Efficient BackProp, 1998"},
                            {.derivative = "1.7159 * 2 / 3 * sech2(2 * x / 3)"}};

const Activation kSoftsign{{.name = "softsign",
                            .aliases = {"Softsign"},
                            .summary = "algebraic sigmoid",
                            .formula = "x / (1 + abs(x))",
                            .source = "Turian, Bergstra and Bengio, NAACL 2009"},
                           {.derivative = "1 / (1 + abs(x))^2"}};

const Activation kSqnl{{.name = "sqnl",
                        .aliases = {"SQNL"},
                        .summary = "square non-linearity: a sigmoid of two parabolas",
                        .formula = "where(x > 2, 1, where(x >= 0, x - x^2 / 4, where(x >= -2, x + x^2 / 4, -1)))",
                        .source = "Wuraola and Patel, IJCNN 2018"},
                       {.derivative = "where(abs(x) < 2, 1 - abs(x) / 2, 0)"}};

const Activation kIsru{{.name = "isru",
                        .aliases = {"ISRU"},
                        .summary = "inverse square root unit",
                        .formula = "x / sqrt(1 + alpha * x^2)",
                        .source = "Carlile et al., arXiv 1710.09967",
                        .params = {Real("alpha", 1).above(0).doc("1 / sqrt(alpha) is the limit at inf")}},
                       {.derivative = "1 / ((1 + alpha * x^2) * sqrt(1 + alpha * x^2))",
                        .derivative_precision = formula::Precision::kDouble}};

const Activation kIsrlu{{.name = "isrlu",
                         .aliases = {"ISRLU"},
                         .summary = "inverse square root linear unit",
                         .formula = "where(x >= 0, x, x / sqrt(1 + alpha * x^2))",
                         .source = "Carlile et al., arXiv 1710.09967",
                         .params = {Real("alpha", 1).above(0).doc("-1 / sqrt(alpha) is the limit at -inf")}},
                        {.derivative = "where(x >= 0, 1, 1 / ((1 + alpha * x^2) * sqrt(1 + alpha * x^2)))",
                         .derivative_precision = formula::Precision::kDouble}};

const Activation kSoftClipping{
    {.name = "soft_clipping",
     .aliases = {"SoftClipping"},
     .summary = "smooth clipping to [0, 1]",
     .formula = "log((1 + exp(alpha * x)) / (1 + exp(alpha * (x - 1)))) / alpha",
     .source = "Klimek and Perelstein, arXiv 1810.11509",
     .params = {Real("alpha", 0.5).above(0).doc("sharpness")}},
    // With e = exp(-|alpha x|) and k = exp(-alpha), the quotient is 1 + (1 - k) e / (1 + k e) for negative x, and
    // 1 + (1 - k) / (k + e) for positive x.
    {.value = "log1p(-expm1(-alpha) * where(x < 0, exp(-abs(alpha * x)), 1) / "
              "where(x < 0, 1 + exp(-alpha) * exp(-abs(alpha * x)), exp(-alpha) + exp(-abs(alpha * x)))) / alpha",
     .derivative = "-expm1(-alpha) * sigmoid(alpha * x) * sigmoid(-alpha * (x - 1))"}};

}  // namespace
}  // namespace actsweep
