#include "models/zoo/model.h"
#include "models/zoo/parts.h"

namespace actsweep::zoo {
namespace {

Steps describe_lenet4(const Params&, const Task& task) {
  return chain(Conv{.filters = 20, .kernel = 5, .padding = 2, .bias = true}, Act{}, MaxPool{2},
               Conv{.filters = 50, .kernel = 5, .padding = 2, .bias = true}, Act{}, MaxPool{2}, Flatten{}, Dense{500},
               Act{}, Output{task.classes});
}

/// 1,256,080 parameters on MNIST, as in the output of the notebook.
const Registration<ModelKind> kLenet4{{.name = "lenet4",
                                       .summary = "four layers: conv 5x5 20, pool, conv 5x5 50, pool, dense 500, dense",
                                       .source = "the author of arXiv 1908.08681, notebook LeNet_Mish.ipynb",
                                       .params = {activation_param("each of the first three layers")}},
                                      describe_lenet4};

}  // namespace
}  // namespace actsweep::zoo
