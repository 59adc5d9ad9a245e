find_package(GTest REQUIRED)
include(GoogleTest)

function(actsweep_test_program name)
  target_link_libraries(${name} PRIVATE GTest::gmock GTest::gtest_main)
  # Halves the build time; tests themselves need not be fast.
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()

# Makes each test a ctest entry. More arguments are properties of the tests.
function(actsweep_add_tests name)
  gtest_discover_tests(${name} WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} DISCOVERY_TIMEOUT 60
    PROPERTIES TIMEOUT 300 ENVIRONMENT OPENBLAS_NUM_THREADS=1 ${ARGN})
endfunction()

# Splits the tests of a program into a few ctest entries.
function(actsweep_add_grouped_tests name count)
  foreach(group RANGE 1 ${count})
    math(EXPR index "${group} - 1")
    add_test(NAME ${name}.${group}of${count} COMMAND ${name} --gtest_brief=1
      WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
    set_tests_properties(${name}.${group}of${count} PROPERTIES TIMEOUT 1800
      ENVIRONMENT "OPENBLAS_NUM_THREADS=1;GTEST_TOTAL_SHARDS=${count};GTEST_SHARD_INDEX=${index}")
  endforeach()
endfunction()

add_executable(core_test ${core_TESTS})
target_link_libraries(core_test PRIVATE actsweep_core mpfr gmp)
target_precompile_headers(core_test PRIVATE <cmake/test_pch.h>)
actsweep_test_program(core_test)
actsweep_add_tests(core_test)

add_executable(harness_test ${harness_TESTS} ${cli_TESTS})
target_link_libraries(harness_test PRIVATE actsweep_cli actsweep_harness actsweep_core)
target_precompile_headers(harness_test PRIVATE <cmake/test_pch.h>)
add_dependencies(harness_test actsweep actsweep-trainer)  # the command-line tests run them
actsweep_test_program(harness_test)
actsweep_add_tests(harness_test)

add_executable(training_test ${training_TESTS})
target_link_libraries(training_test PRIVATE actsweep_training actsweep_core)
target_precompile_headers(training_test REUSE_FROM actsweep_training)
actsweep_test_program(training_test)
# Loading LibTorch takes longer than nearly all of these tests.
actsweep_add_grouped_tests(training_test 8)

# Fault injection into sweeps: killed processes, full disks, damaged files. Run with `ctest -L faults`.
actsweep_sources(faults harness/faults)
add_executable(faults_test ${faults} ${faults_TESTS})
target_link_libraries(faults_test PRIVATE actsweep_core)
target_precompile_headers(faults_test PRIVATE <cmake/test_pch.h>)
add_dependencies(faults_test actsweep actsweep-trainer)
actsweep_test_program(faults_test)
actsweep_add_tests(faults_test LABELS faults TIMEOUT 900)
