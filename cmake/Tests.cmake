find_package(GTest REQUIRED)
include(GoogleTest)

# Each test is its own ctest entry, found by asking the test program.
function(actsweep_test_program name)
  target_link_libraries(${name} PRIVATE GTest::gmock GTest::gtest_main)
  gtest_discover_tests(${name} WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} DISCOVERY_TIMEOUT 60
    PROPERTIES TIMEOUT 300 ENVIRONMENT "OPENBLAS_NUM_THREADS=1;OMP_NUM_THREADS=1;ACTSWEEP_BINARY_DIR=${CMAKE_BINARY_DIR}")
endfunction()

add_executable(core_test ${core_TESTS})
target_link_libraries(core_test PRIVATE actsweep_core)
target_precompile_headers(core_test REUSE_FROM actsweep_core)
actsweep_test_program(core_test)

add_executable(harness_test ${harness_TESTS})
target_link_libraries(harness_test PRIVATE actsweep_harness actsweep_core)
target_precompile_headers(harness_test REUSE_FROM actsweep_harness)
add_dependencies(harness_test actsweep actsweep-trainer)  # the command-line tests run them
actsweep_test_program(harness_test)

add_executable(training_test ${training_TESTS})
target_link_libraries(training_test PRIVATE actsweep_training actsweep_core)
target_precompile_headers(training_test REUSE_FROM actsweep_training)
actsweep_test_program(training_test)
