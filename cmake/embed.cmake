# Writes OUTPUT, a C++ source that defines SYMBOL, a list of {file name, contents}. See harness/util/embedded.h.
set(body "")
foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME)
  file(READ ${file} text)
  # Some compilers limit string literals to 64 KiB; GCC and Clang do not.
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
