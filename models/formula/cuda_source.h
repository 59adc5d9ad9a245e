#pragma once

#include <string>

#include "models/formula/kernel.h"
#include "models/formula/program.h"

namespace actsweep::formula {

/// The name of the function template in cuda_source().
inline constexpr const char* kCudaFunction = "actsweep_formula";

/// A program of primitive operations (see lowered()) as CUDA C++: a function template of the real type T that takes the
/// program's variables by value and then its results by reference, for one element. What Kernel does in double
/// precision (all of it, or huge and infinite inputs) this does too. Plain C++ but for `normcdf`, so that any compiler
/// can check it.
std::string cuda_source(const Program& program, Precision precision);

}  // namespace actsweep::formula
