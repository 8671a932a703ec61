// Dockerfiles and their .dockerignore files, one pair for each built image: infra/<image>/Dockerfile and
// infra/<image>/Dockerfile.dockerignore. The text is the same in every environment; two environments that want different text are an error
// of the stack (OutputSet::put). Output::meant is the list of lines of dockerfile_lines(): verify/ compares them with what
// frontend/dockerfile reads from the text.
#pragma once

#include <string>
#include <vector>

#include "diag/diagnostic.h"
#include "emit/writer/output.h"
#include "ir/ir.h"

namespace stackc::emit {

void emit_dockerfile(const ir::Project& project, OutputSet& outputs, diag::Sink& sink);

// The service whose health, ports and name the image carries: the one of the image's name, else the first that runs it; nullptr if nobody
// does.
const ir::Service* image_owner(const ir::Stack& stack, ir::ImageId image);

std::string dockerfile_text(const ir::Stack& stack, ir::ImageId image, diag::Sink& sink);

// What the file means, independent of its layout, one line for each stage and instruction; frontend::describe() gives the same lines for a
// parsed file. Its form is described in frontend/dockerfile/README.md.
std::vector<std::string> dockerfile_lines(const ir::Stack& stack, ir::ImageId image);

}  // namespace stackc::emit
