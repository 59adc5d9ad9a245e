# The libFuzzer targets of what reads files that anybody may have written: each harness/fuzz/NAME_fuzz.cc is a program of
# that name. Needs Clang, and of LibTorch nothing: the schema that the trainer prints comes from another build.

if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  message(FATAL_ERROR "ACTSWEEP_FUZZ needs Clang, for libFuzzer; cmake --preset fuzz chooses it")
endif()

# Without the checks that AddressSanitizer makes almost needless, and which take three times as long to compile.
set(instrumented -fsanitize=address,undefined,float-cast-overflow -fno-sanitize=alignment,function,null,vptr
  -fno-sanitize-recover=all -fno-omit-frame-pointer)
target_compile_options(actsweep_options INTERFACE ${instrumented} -fsanitize=fuzzer-no-link)
target_link_options(actsweep_options INTERFACE ${instrumented})
# The first macro is libFuzzer's convention, by which harness/config/limits.h lowers its limits. One instruction set does,
# and kernels as they are: what is fuzzed is what reads.
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
