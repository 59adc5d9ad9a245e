# Chooses the LibTorch to build against and reports the choice. In this order:
#   1. the one that the caller names: CMAKE_PREFIX_PATH, or LIBTORCH (a CMake or environment variable);
#   2. the PyTorch of python3, if its CMake configuration is usable;
#   3. Debian's libtorch-dev.
# Sets TORCH_LIBRARIES and TORCH_INCLUDE_DIRS.

# We compile nothing with nvcc. Without an architecture, the CMake files of a CUDA build would compile a program that
# detects GPUs, with a C++ standard that the CMake of Debian 12 cannot request from the nvcc of CUDA 13. An environment
# variable also reaches the probe.
if(NOT DEFINED ENV{TORCH_CUDA_ARCH_LIST})
  set(ENV{TORCH_CUDA_ARCH_LIST} 8.0)
endif()

function(actsweep_probe_libtorch prefix result)
  execute_process(
    COMMAND ${CMAKE_COMMAND} -S ${CMAKE_CURRENT_SOURCE_DIR}/cmake/probe -B ${CMAKE_BINARY_DIR}/probe --fresh
            -G ${CMAKE_GENERATOR} -DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER} -DCMAKE_PREFIX_PATH=${prefix} -Wno-dev
    RESULT_VARIABLE status OUTPUT_VARIABLE log ERROR_VARIABLE log)
  if(status EQUAL 0)
    set(${result} TRUE PARENT_SCOPE)
  else()
    set(${result} FALSE PARENT_SCOPE)
    set(${result}_LOG "${log}" PARENT_SCOPE)
  endif()
endfunction()

# PyTorch prints the folder of its CMake files, site-packages/torch/share/cmake. With that as the prefix, TorchConfig would
# find PyTorch's headers but the system's libraries, so the prefix must be two folders up.
function(actsweep_libtorch_prefix variable)
  string(REGEX REPLACE "/share/cmake/?$" "" prefix "${${variable}}")
  set(${variable} "${prefix}" PARENT_SCOPE)
endfunction()

set(LIBTORCH "$ENV{LIBTORCH}" CACHE PATH "Prefix of the LibTorch to use; empty: search for one")
set(origin "")
if(LIBTORCH)
  actsweep_libtorch_prefix(LIBTORCH)
  list(PREPEND CMAKE_PREFIX_PATH "${LIBTORCH}")
  set(origin "named by LIBTORCH")
elseif(CMAKE_PREFIX_PATH)
  list(TRANSFORM CMAKE_PREFIX_PATH REPLACE "/share/cmake/?$" "")
  set(origin "named by CMAKE_PREFIX_PATH")
else()
  find_program(ACTSWEEP_PYTHON python3)
  if(ACTSWEEP_PYTHON AND NOT DEFINED ACTSWEEP_PYTORCH_PREFIX)
    execute_process(COMMAND ${ACTSWEEP_PYTHON} -c "import torch; print(torch.utils.cmake_prefix_path)"
      OUTPUT_VARIABLE pytorch_prefix OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    if(pytorch_prefix)
      actsweep_libtorch_prefix(pytorch_prefix)
      actsweep_probe_libtorch("${pytorch_prefix}" usable)
      if(NOT usable)
        message(STATUS "LibTorch: ignoring the PyTorch of ${ACTSWEEP_PYTHON} because its CMake configuration fails:\n${usable_LOG}")
        set(pytorch_prefix "")
      endif()
    endif()
    set(ACTSWEEP_PYTORCH_PREFIX "${pytorch_prefix}" CACHE INTERNAL "usable PyTorch of python3, or empty")
  endif()
  if(ACTSWEEP_PYTORCH_PREFIX)
    list(PREPEND CMAKE_PREFIX_PATH "${ACTSWEEP_PYTORCH_PREFIX}")
    set(origin "the PyTorch of ${ACTSWEEP_PYTHON}")
  endif()
endif()

find_package(Torch REQUIRED)
# Mixing the headers of one LibTorch with the libraries of another would build, and then fail in strange ways.
if(LIBTORCH)
  get_filename_component(wanted "${LIBTORCH}" REALPATH)
  get_filename_component(found "${TORCH_LIBRARY}" REALPATH)
  string(FIND "${found}" "${wanted}/" at)
  if(NOT at EQUAL 0)
    message(FATAL_ERROR "LIBTORCH names ${LIBTORCH}, but its CMake files lead to ${TORCH_LIBRARY}")
  endif()
endif()
if(NOT origin)
  set(origin "installed on this system")
endif()
message(STATUS "LibTorch: ${Torch_VERSION} (${origin}): ${Torch_DIR}")
