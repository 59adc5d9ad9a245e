#pragma once

#include <string>

#include "models/formula/kernel.h"
#include "models/formula/program.h"

namespace actsweep::formula {

/// The name of the function template in cuda_source().
inline constexpr const char* kCudaFunction = "actsweep_formula";

/// Translates a program of primitive operations (see lowered()) to CUDA C++: a function template over the real type T
/// for one element, whose parameters are the program's variables by value, then its results by reference. Uses double
/// precision wherever Kernel does: always, or for huge and infinite inputs. Except for `normcdf` it is standard C++, so
/// tests can compile it for the CPU.
std::string cuda_source(const Program& program, Precision precision);

}  // namespace actsweep::formula
