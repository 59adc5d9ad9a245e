// Piecewise linear units and their variants; shrinkage functions.

#include "models/activations/activation.h"

namespace actsweep {
namespace {

const Activation kRelu{{.name = "relu",
                        .aliases = {"ReLU"},
                        .summary = "rectified linear unit",
                        .formula = "max(0, x)",
                        .source = "Nair and Hinton, ICML 2010"},
                       {.saves_output = true}};

const Activation kRelu6{{.name = "relu6",
                         .aliases = {"ReLU6"},
                         .summary = "rectified linear unit capped at 6",
                         .formula = "min(max(0, x), 6)",
                         .source = "Krizhevsky, Convolutional deep belief networks on CIFAR-10, 2010"}};

const Activation kLeakyRelu{
    {.name = "leaky_relu",
     .aliases = {"LeakyReLU"},
     .summary = "rectified linear unit with a small slope for negative x",
     .formula = "where(x > 0, x, a * x)",
     .source = "Maas, Hannun and Ng, ICML 2013",
     .params = {
         Real("a", 0.3).doc("slope for negative x; the default is 0.01 in PyTorch, 0.3 in Keras and the Mish paper")}}};

const Activation kPrelu{{.name = "prelu",
                         .aliases = {"PReLU"},
                         .summary = "leaky rectified linear unit with a learned slope",
                         .formula = "where(x > 0, x, a * x)",
                         .source = "He et al., arXiv 1502.01852",
                         .params = {Real("init", 0.25).doc("initial slope; one per layer, as in PyTorch")}},
                        {.learned = {{.name = "a", .initial = "init", .per_channel = false}}}};

const Activation kRrelu{
    {.name = "rrelu",
     .aliases = {"RReLU"},
     .summary = "leaky rectified linear unit with a random slope during training",
     .formula = "where(x > 0, x, a * x)",
     .source = "Xu et al., arXiv 1505.00853",
     .params = {Real("lower", 0.125).doc("minimum slope"), Real("upper", 1.0 / 3).doc("maximum slope")}},
    {.random = "a"}};

const Activation kThresholdedRelu{{.name = "thresholded_relu",
                                   .aliases = {"ThresholdedReLU"},
                                   .summary = "rectified linear unit with a threshold",
                                   .formula = "where(x > theta, x, 0)",
                                   .source = "Konda, Memisevic and Krueger, arXiv 1402.3337",
                                   .params = {Real("theta", 1).at_least(0).doc("threshold")}},
                                  {.saves_output = true}};

const Activation kSquaredRelu{{.name = "squared_relu",
                               .aliases = {"SquaredReLU"},
                               .summary = "square of the rectified linear unit",
                               .formula = "max(0, x)^2",
                               .source = "So et al., Primer, arXiv 2109.08668"}};

const Activation kSineRelu{
    {.name = "sinerelu",
     .aliases = {"SineReLU"},
     .summary = "rectified linear unit that oscillates for negative x",
     .formula = "where(x > 0, x, eps * (sin(x) - cos(x)))",
     .source = "Rodrigues, SineReLU, 2018 (blog post)",
     .params = {Real("eps", 0.001).doc("amplitude; the default is 0.0025 in keras-contrib, 0.001 in the Mish paper")}},
    // Sine and cosine cancel at the first zero. Near it, their sum is computed as sqrt(2) sin(x + pi / 4), with pi / 4
    // as the sum of two floats.
    {.derivative = "where(x > 0, 1, eps * where(x > -2, sqrt(2) * sin(x + 0.7853981852531433 - 2.1855695e-8), "
                   "sin(x) + cos(x)))"}};

const Activation kSrelu{
    {.name = "srelu",
     .aliases = {"SReLU"},
     .summary = "S-shaped rectified linear unit: three learned pieces",
     .formula = "where(x >= tr, tr + ar * (x - tr), where(x > tl, x, tl + al * (x - tl)))",
     .source = "Jin et al., arXiv 1512.07030",
     .params = {Real("init_tl", 0).doc("initial lower threshold"),
                Real("init_al", 0.2).doc("initial slope below the lower threshold"),
                Real("init_tr", 1).doc("initial upper threshold"),
                Real("init_ar", 1).doc("initial slope above the upper threshold"),
                Choice("variant", "paper", {"paper", "author"})
                    .doc("author: x + t instead of x - t, and all four parameters start at N(0, 1)")}},
    {.author = "where(x >= tr, tr + ar * (x + tr), where(x > tl, x, tl + al * (x + tl)))",
     .author_normal_init = true,
     .learned = {{"tl", "init_tl"}, {"al", "init_al"}, {"tr", "init_tr"}, {"ar", "init_ar"}}}};

const Activation kTanhshrink{{.name = "tanhshrink",
                              .aliases = {"Tanhshrink"},
                              .summary = "the difference of x and tanh",
                              .formula = "x - tanh(x)",
                              .source = "PyTorch"}};

const Activation kSoftshrink{{.name = "softshrink",
                              .aliases = {"Softshrink"},
                              .summary = "soft thresholding",
                              .formula = "where(x > lambda, x - lambda, where(x < -lambda, x + lambda, 0))",
                              .source = "Donoho, IEEE Transactions on Information Theory 41, 1995; PyTorch",
                              .params = {Real("lambda", 0.5).at_least(0).doc("threshold")}}};

const Activation kHardshrink{{.name = "hardshrink",
                              .aliases = {"HardShrink"},
                              .summary = "hard thresholding",
                              .formula = "where(abs(x) > lambda, x, 0)",
                              .source = "PyTorch",
                              .params = {Real("lambda", 0.5).at_least(0).doc("threshold")}},
                             {.saves_output = true}};

}  // namespace
}  // namespace actsweep
