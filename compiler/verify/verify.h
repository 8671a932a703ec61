// Before a byte reaches the disk: every emitted YAML and JSON file is read by a reader that is not ours (yaml-cpp, through its events) and
// compared with the value that the emitter meant; every emitted Dockerfile is read by our Dockerfile front end and compared with the image
// it was made from. A difference is a bug of stackc, never of the user: the driver stops with exit code 70.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emit/writer/output.h"
#include "ir/ir.h"

namespace stackc::verify {

// What is wrong, one text per file ("compose.yaml: services.api.ports[0]: meant the string `80`, a reader sees the number 80"), in the
// order of the paths; empty if all is right. Only files that are going to be written need it: the others were verified when they were.
// yaml-cpp reads about 6 MB/s, so this is the longest phase of a build; larger sets are shared by two threads.
std::vector<std::string> verify_outputs(const emit::OutputSet& outputs, const std::vector<std::string>& paths);

// The first difference between a YAML text and the value meant by it, as a reader of YAML 1.1 or 1.2 could see it; "" if there is none.
std::string compare_yaml(std::string_view text, const ir::Value& meant);

}  // namespace stackc::verify
