# libFuzzer targets for the readers of untrusted files: each harness/fuzz/NAME_fuzz.cc is a program of that name. Needs
# Clang, but not LibTorch: the trainer's schema comes from another build.

if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  message(FATAL_ERROR "ACTSWEEP_FUZZ needs Clang, for libFuzzer; use cmake --preset fuzz")
endif()

# Leaves out checks that AddressSanitizer nearly covers and that would triple the compile time.
set(instrumented -fsanitize=address,undefined,float-cast-overflow -fno-sanitize=alignment,function,null,vptr
  -fno-sanitize-recover=all -fno-omit-frame-pointer)
target_compile_options(actsweep_options INTERFACE ${instrumented} -fsanitize=fuzzer-no-link)
target_link_options(actsweep_options INTERFACE ${instrumented})
# The first macro is libFuzzer's convention; with it harness/config/limits.h lowers its limits. One instruction set and
# uninstrumented kernels suffice, because the fuzzers target the readers.
target_compile_definitions(actsweep_options INTERFACE FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION _GLIBCXX_ASSERTIONS
  HWY_COMPILE_ONLY_STATIC)
set_source_files_properties(models/formula/passes.cc PROPERTIES
  COMPILE_OPTIONS -fno-sanitize=address,undefined,float-cast-overflow SKIP_PRECOMPILE_HEADERS ON)

file(GLOB fuzzers CONFIGURE_DEPENDS harness/fuzz/*_fuzz.cc)
foreach(source ${fuzzers})
  get_filename_component(name ${source} NAME_WE)
  add_executable(${name} ${source})
  target_link_libraries(${name} PRIVATE actsweep_harness actsweep_core)
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
endforeach()
