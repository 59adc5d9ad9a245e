#include "models/formula/cuda_source.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "harness/util/process.h"
#include "models/activations/activation.h"
#include "models/formula/kernel.h"
#include "models/formula/lowering.h"
#include "models/formula/number_math.h"

namespace actsweep::formula {
namespace {

namespace fs = std::filesystem;

/// A program and its generated source, compiled for the CPU with T = double and T = float.
struct Compiled {
  std::string name;
  Program program;
  Precision precision;
  std::string source;

  template <typename Real>
  std::vector<Real> run(void* library, std::vector<Real> inputs) const {
    const std::string symbol = fmt::format("{}_{}", name, sizeof(Real) == 8 ? "double" : "float");
    const auto function = reinterpret_cast<void (*)(const Real*, Real*)>(dlsym(library, symbol.c_str()));
    std::vector<Real> results(program.results.size());
    if (function == nullptr) throw std::runtime_error("no function " + symbol);
    function(inputs.data(), results.data());
    return results;
  }
};

std::string entry(const Compiled& compiled, const char* type) {
  std::string arguments;
  for (std::size_t i = 0; i < compiled.program.variables.size(); ++i) arguments += fmt::format("in[{}], ", i);
  for (std::size_t i = 0; i < compiled.program.results.size(); ++i) {
    arguments += fmt::format("{}out[{}]", i > 0 ? ", " : "", i);
  }
  return fmt::format("extern \"C\" void {0}_{1}(const {1}* in, {1}* out) {{ of_{0}::{2}<{1}>({3}); }}\n", compiled.name,
                     type, kCudaFunction, arguments);
}

/// Value, derivative and gradients with respect to the learned parameters, for every registered activation.
std::vector<Compiled> every_activation() {
  std::vector<Compiled> all;
  for (const auto& [component, forms] : Registry<ActivationKind>::instance().entries()) {
    const ActivationFunction function = activation_function(default_activation(component.name));
    std::vector<std::string> names = {"x"};
    std::vector<Expression> results = {function.value, function.derivative};
    for (const LearnedParameter& learned : function.learned) {
      names.push_back(learned.name);
      results.push_back(derivative(function.value, learned.name));
    }
    if (!function.random.empty()) names.push_back(function.random);
    const Program program = lowered(compile(results, names));
    all.push_back(
        {component.name, program, function.derivative_precision, cuda_source(program, function.derivative_precision)});
  }
  return all;
}

class CudaSource : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = fs::temp_directory_path() / fmt::format("actsweep_cuda_source_{}", getpid());
    fs::create_directories(folder_);
    std::ofstream file(folder_ / "all.cc");
    file << "#include <cmath>\nusing namespace std;\n"
            "template <typename T> T normcdf(T x) { return T(erfc(x / -sqrt(2.0L)) / 2); }\n";
    activations_ = every_activation();
    for (const Compiled& compiled : activations_) {
      file << "namespace of_" << compiled.name << " {\n" << compiled.source << "}\n";
      file << entry(compiled, "double") << entry(compiled, "float");
    }
    file.close();
    const ProcessResult result = run_process({"c++", "-std=c++17", "-O1", "-ffp-contract=off", "-shared", "-fPIC", "-o",
                                              folder_ / "all.so", folder_ / "all.cc"});
    ASSERT_EQ(result.exit_status, 0) << result.output;
    library_ = dlopen((folder_ / "all.so").c_str(), RTLD_NOW);
    ASSERT_NE(library_, nullptr) << dlerror();
  }

  static void TearDownTestSuite() {
    if (library_ != nullptr) dlclose(library_);
    fs::remove_all(folder_);
  }

  /// x, followed by values for the learned and random parameters.
  static std::vector<double> inputs_of(const Compiled& compiled, double x) {
    std::vector<double> inputs = {x};
    for (const std::string& name : compiled.program.variables) {
      if (name != "x") inputs.push_back(name == "tl" ? -0.5 : name == "tr" ? 0.75 : 0.25);
    }
    return inputs;
  }

  static inline fs::path folder_;
  static inline std::vector<Compiled> activations_;
  static inline void* library_ = nullptr;
};

TEST_F(CudaSource, ComputesTheProgram) {
  for (const Compiled& compiled : activations_) {
    SCOPED_TRACE(compiled.name);
    for (double x = -20.1234; x < 20; x += 0.0917) {
      const std::vector<double> inputs = inputs_of(compiled, x);
      const auto expected = run<NumberMath<double>>(compiled.program, inputs);
      const auto computed = compiled.run<double>(library_, inputs);
      for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_NEAR(computed[i], expected[i], 1e-13 * (1 + std::fabs(expected[i]))) << "result " << i << " at " << x;
      }
      const auto in_float = compiled.run<float>(library_, {inputs.begin(), inputs.end()});
      for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_NEAR(in_float[i], expected[i], 3e-6 * (1 + std::fabs(expected[i]))) << "result " << i << " at " << x;
      }
    }
  }
}

TEST_F(CudaSource, HasTheSameLimitsAsTheKernel) {
  for (const Compiled& compiled : activations_) {
    SCOPED_TRACE(compiled.name);
    const Kernel kernel(compiled.program, compiled.precision);
    for (const float x : {HUGE_VALF, -HUGE_VALF, 1e30F, -1e30F, 3e12F, -3e12F, NAN}) {
      const auto doubles = inputs_of(compiled, x);
      const std::vector<float> inputs(doubles.begin(), doubles.end());
      std::vector<Input> scalars;
      for (const float& input : inputs) scalars.push_back({&input, &input != &inputs[0]});
      std::vector<float> expected(compiled.program.results.size());
      std::vector<float*> outputs;
      for (float& value : expected) outputs.push_back(&value);
      kernel.run(scalars, outputs, 1);
      const auto computed = compiled.run<float>(library_, inputs);
      for (std::size_t i = 0; i < expected.size(); ++i) {
        if (std::isnan(expected[i])) {
          EXPECT_TRUE(std::isnan(computed[i])) << "result " << i << " at " << x << ": " << computed[i];
        } else {
          EXPECT_FLOAT_EQ(computed[i], expected[i]) << "result " << i << " at " << x;
        }
      }
    }
  }
}

}  // namespace
}  // namespace actsweep::formula
