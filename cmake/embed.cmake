# Writes OUTPUT, a C++ source that defines SYMBOL: an array of {file name, contents}. See harness/util/embedded.h.
set(body "")
foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME)
  file(READ ${file} text)
  # A string literal has a limit of 64 KiB in some compilers and none in GCC and Clang.
  string(APPEND body "    {\"${name}\", R\"embedded(${text})embedded\"},\n")
endforeach()
file(WRITE ${OUTPUT} "#include \"harness/util/embedded.h\"

namespace actsweep {
const std::vector<EmbeddedFile>& ${SYMBOL}() {
  static const std::vector<EmbeddedFile> files = {
${body}  };
  return files;
}
}  // namespace actsweep
")
