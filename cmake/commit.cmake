# Writes a source file with the current commit and whether the sources differ from it:
# cmake -DOUTPUT=build_commit.cc -P commit.cmake. Keeps an unchanged file. Outside of Git the commit is empty.
cmake_path(GET CMAKE_CURRENT_LIST_DIR PARENT_PATH source)
execute_process(COMMAND git -C ${source} rev-parse HEAD
  OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE status ERROR_QUIET)
set(dirty false)
if(NOT status EQUAL 0)
  set(commit "")
else()
  execute_process(COMMAND git -C ${source} status --porcelain -- CMakeLists.txt cmake datasets harness models
    OUTPUT_VARIABLE changes ERROR_QUIET)
  if(changes)
    set(dirty true)
  endif()
endif()
file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT [[
#include "harness/train/build_commit.h"

namespace actsweep {

BuildCommit build_commit() { return {"@commit@", @dirty@}; }

}  // namespace actsweep
]])
