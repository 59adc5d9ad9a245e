// actsweep-trainer: the part of actsweep that loads LibTorch. It trains the trials that `actsweep` requests over a
// pipe, and prints the schema of all registered components. Users run `actsweep`.

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
#include "harness/train/libtorch.h"
#include "harness/train/registries.h"
#include "harness/train/server.h"
#include "harness/util/error.h"
#include "models/layers/bf16.h"

namespace actsweep {
namespace {

/// Keeps freed memory in the process, because page faults make fresh large allocations slow.
void keep_freed_memory() {
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, -1);
  mallopt(M_TOP_PAD, 64 << 20);
}

/// Reserves standard output for the protocol: output of libraries goes to standard error instead.
int reserve_standard_output() {
  const int out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
  dup2(STDERR_FILENO, STDOUT_FILENO);
  return out;
}

using Benchmark = void (*)(const nlohmann::json& request, const bench::Reporter& reporter);
const std::map<std::string, Benchmark> kBenchmarks = {{"activations", bench::bench_activations},
                                                      {"train", bench::bench_training},
                                                      {"optimizers", bench::bench_optimizers}};

/// Reads a request of one line, and writes {"progress": …} and {"record": …} lines. Adds the processor to each record.
int run_benchmark(const std::string& name, int out) {
  const auto send = [&](const char* kind, const nlohmann::json& value) {
    protocol::write_all(out, nlohmann::json{{kind, value}}.dump() + '\n');
  };
  std::string line;
  std::getline(std::cin, line);
  const auto request = nlohmann::json::parse(line);
  const std::string processor = processor_name(c10::Device(request.value("device", "cpu")));
  const auto record = [&](nlohmann::json record) {
    record["processor"] = processor;
    send("record", record);
  };
  kBenchmarks.at(name)(request, {.record = record, .progress = [&](double fraction) { send("progress", fraction); }});
  return 0;
}

int run(int argc, char** argv) {
  CLI::App app{"Trains trials for `actsweep run`, which starts it. Run `actsweep` instead."};
  bool print_schema = false, print_precisions = false;
  std::string device = "cpu", benchmark;
  ServerOptions options;
  std::vector<std::filesystem::path> folders;
  app.add_flag("--schema", print_schema, "print the schema of all registered components as JSON");
  app.add_flag("--precisions", print_precisions,
               "print as JSON why the device does not support a precision, or \"\" if it does");
  app.add_option("--device", device, "device to train on: cpu, or a GPU such as cuda:0");
  app.add_option("--threads", options.threads, "threads per trial");
  app.add_option("--data", folders, "folders to search for data sets");
  app.add_option("--bench", benchmark, "run a benchmark instead of training")->check(CLI::IsMember(kBenchmarks));
  CLI11_PARSE(app, argc, argv);

  if (print_schema) {
    std::cout << registered_schema().to_json().dump(1) << '\n';
    return 0;
  }
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (benchmark.empty())
    signal(SIGINT, SIG_IGN);  // Ctrl-C reaches the whole process group; the coordinator decides when trials stop
  keep_freed_memory();
  use_deterministic_algorithms();
  options.device = c10::Device(device);
  if (print_precisions) {
    std::cout << nlohmann::json{{"float32", ""}, {"bf16", why_no_bf16(options.device)}}.dump() << '\n';
    return 0;
  }
  options.data = DataLocations::standard(folders);
  options.commit = build_commit();
  const int out = reserve_standard_output();
  if (!benchmark.empty()) return run_benchmark(benchmark, out);
  return serve(options, STDIN_FILENO, out);
}

}  // namespace
}  // namespace actsweep

int main(int argc, char** argv) {
  try {
    return actsweep::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "actsweep-trainer: %s\n", actsweep::error_message(error).c_str());
    return 2;
  }
}
