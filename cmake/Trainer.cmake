# The trainer, everything that needs LibTorch, and the schema that it prints for the harness.

include(cmake/LibTorch.cmake)
find_package(OpenMP REQUIRED)

actsweep_sources(training models/random models/layers models/init harness/train harness/train/augment harness/train/loss
  harness/train/optim harness/train/regularize harness/train/lr_schedule harness/bench)
add_library(actsweep_training OBJECT ${training})
# The fmt headers of PyTorch 2.x hide those of the system; header-only, either works. PyTorch's CUDA build exports a
# std::filesystem that crashes in remove_all; loading libstdc++ first avoids it.
target_link_libraries(actsweep_training PUBLIC actsweep_options stdc++ ${TORCH_LIBRARIES} OpenMP::OpenMP_CXX
  nlohmann_json::nlohmann_json fmt::fmt-header-only PkgConfig::hwy)
target_include_directories(actsweep_training SYSTEM PUBLIC ${TORCH_INCLUDE_DIRS})
target_precompile_headers(actsweep_training PRIVATE <cmake/torch_pch.h>)

# Checked in every build, so that results record the current commit.
set(build_commit ${CMAKE_CURRENT_BINARY_DIR}/build_commit.cc)
add_custom_target(actsweep_build_commit
  COMMAND ${CMAKE_COMMAND} -DOUTPUT=${build_commit} -P ${CMAKE_CURRENT_SOURCE_DIR}/cmake/commit.cmake
  BYPRODUCTS ${build_commit} VERBATIM)

add_executable(actsweep-trainer harness/train/trainer_main.cc ${build_commit})
add_dependencies(actsweep-trainer actsweep_build_commit)
target_link_libraries(actsweep-trainer PRIVATE actsweep_training actsweep_core CLI11::CLI11)

set(schema_json ${CMAKE_CURRENT_BINARY_DIR}/schema.json)
add_custom_command(OUTPUT ${schema_json}
  COMMAND actsweep-trainer --schema > ${schema_json}.new
  COMMAND ${CMAKE_COMMAND} -E copy_if_different ${schema_json}.new ${schema_json}
  COMMAND ${CMAKE_COMMAND} -E touch ${schema_json}
  DEPENDS actsweep-trainer VERBATIM)
