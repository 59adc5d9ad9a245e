# Chooses the LibTorch to build against and says which one it took and why. In this order:
#   1. the one that the caller names: CMAKE_PREFIX_PATH, or LIBTORCH (a CMake variable or an environment variable);
#   2. the PyTorch of the python3 on the path, when its CMake configuration is usable;
#   3. Debian's libtorch-dev.
# After it: TORCH_LIBRARIES and TORCH_INCLUDE_DIRS.

# Nothing of ours is compiled by nvcc. Told no architecture, the CMake files of a CUDA build would compile a program that
# looks for GPUs, in a standard of C++ that the CMake of Debian 12 cannot ask the nvcc of CUDA 13 for. The environment is
# what the probe has, too.
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

# PyTorch names its folder of CMake files, site-packages/torch/share/cmake. As a prefix that would do for its headers, while
# its TorchConfig would look for the libraries elsewhere and find the system's: the prefix is two folders up.
function(actsweep_libtorch_prefix variable)
  string(REGEX REPLACE "/share/cmake/?$" "" prefix "${${variable}}")
  set(${variable} "${prefix}" PARENT_SCOPE)
endfunction()

set(LIBTORCH "$ENV{LIBTORCH}" CACHE PATH "Prefix of the LibTorch to use; empty: look for one")
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
        message(STATUS "LibTorch: passing over the PyTorch of ${ACTSWEEP_PYTHON}, whose CMake configuration fails:\n${usable_LOG}")
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
# Headers of one LibTorch with the libraries of another would build, and then fail in strange ways.
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
