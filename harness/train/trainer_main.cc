// actsweep-trainer: the part of actsweep that loads LibTorch. It trains what `actsweep` asks for over a pipe, and tells
// what is registered. People run `actsweep`.

#include <c10/core/Device.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <map>

#include "harness/bench/bench.h"
#include "harness/protocol/line_reader.h"
#include "harness/train/determinism.h"
#include "harness/train/processor.h"
#include "harness/train/registries.h"
#include "harness/train/server.h"
#include "harness/train/what.h"
#include "harness/util/error.h"
#include "models/layers/bf16.h"

namespace actsweep {
namespace {

/// Fresh large allocations cost page faults: keep freed memory instead of giving it back to the kernel.
void keep_freed_memory() {
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, -1);
  mallopt(M_TOP_PAD, 64 << 20);
}

/// The protocol keeps the standard output for itself; what a library prints there goes to standard error.
int take_standard_output() {
  const int out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
  dup2(STDERR_FILENO, STDOUT_FILENO);
  return out;
}

using Benchmark = void (*)(const nlohmann::json& request, const bench::Reporter& reporter);
const std::map<std::string, Benchmark> kBenchmarks = {{"activations", bench::bench_activations},
                                                      {"train", bench::bench_training},
                                                      {"optimizers", bench::bench_optimizers}};

/// Reads a request of one line, and writes {"progress": …} and {"record": …} lines; records say what computed.
int run_benchmark(const std::string& name, int out) {
  const auto send = [&](const char* what, const nlohmann::json& value) {
    protocol::write_all(out, nlohmann::json{{what, value}}.dump() + '\n');
  };
  std::string line;
  std::getline(std::cin, line);
  const auto request = nlohmann::json::parse(line);
  const std::string processor = processor_of(c10::Device(request.value("device", "cpu")));
  const auto record = [&](nlohmann::json record) {
    record["processor"] = processor;
    send("record", record);
  };
  kBenchmarks.at(name)(request, {.record = record, .progress = [&](double part) { send("progress", part); }});
  return 0;
}

int run(int argc, char** argv) {
  CLI::App app{"Trains for actsweep. Started by `actsweep run`, which people use instead."};
  bool print_schema = false, print_precisions = false;
  std::string device = "cpu", benchmark;
  ServerOptions options;
  std::vector<std::filesystem::path> folders;
  app.add_flag("--schema", print_schema, "print every registered component as JSON");
  app.add_flag("--precisions", print_precisions, "print what the device lacks for each precision as JSON");
  app.add_option("--device", device, "cpu, or a GPU as cuda:0");
  app.add_option("--threads", options.threads, "threads of a trial");
  app.add_option("--data", folders, "folders to look for data sets in");
  app.add_option("--bench", benchmark, "run a benchmark instead")->check(CLI::IsMember(kBenchmarks));
  CLI11_PARSE(app, argc, argv);

  if (print_schema) {
    std::cout << registered_schema().to_json().dump(1) << '\n';
    return 0;
  }
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (benchmark.empty())
    signal(SIGINT, SIG_IGN);  // Ctrl-C reaches the whole process group; the coordinator decides what becomes of a trial
  keep_freed_memory();
  be_deterministic();
  options.device = c10::Device(device);
  if (print_precisions) {
    std::cout << nlohmann::json{{"float32", ""}, {"bf16", why_no_bf16(options.device)}}.dump() << '\n';
    return 0;
  }
  options.data = DataLocations::standard(folders);
  options.commit = build_commit();
  const int out = take_standard_output();
  if (!benchmark.empty()) return run_benchmark(benchmark, out);
  return serve(options, STDIN_FILENO, out);
}

}  // namespace
}  // namespace actsweep

int main(int argc, char** argv) {
  try {
    return actsweep::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "actsweep-trainer: %s\n", actsweep::what(error).c_str());
    return 2;
  }
}
