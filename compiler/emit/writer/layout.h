// Names on which several targets have to agree: which file belongs to which environment, how images and projects are called.
#pragma once

#include <string>
#include <string_view>

#include "ir/ir.h"

namespace stackc::emit {

// Whether the environment's `emit` names the target ("compose", "kubernetes"; `k8s` is another name of the latter).
bool emits(const ir::Stack& stack, std::string_view target);

// The first environment in dev mode is the one that plain `docker compose up` and `make up` mean. It does not depend on what a run compiles
// or emits.
bool is_default(const ir::Project& project, const ir::Stack& stack);

std::string compose_file(const ir::Project& project, const ir::Stack& stack);    // compose.yaml; compose.prod.yaml
std::string dotenv_file(const ir::Project& project, const ir::Stack& stack);     // .env; .env.prod (written by the user)
std::string dotenv_example(const ir::Project& project, const ir::Stack& stack);  // .env.example; .env.prod.example
std::string compose_project(const ir::Project& project,
                            const ir::Stack& stack);  // deal-brain; deal-brain-prod: two environments on one machine share no volume

// The namespace of an environment: the stack's name for the first one that emits Kubernetes; others may share its cluster, never its
// namespace.
std::string kubernetes_namespace(const ir::Project& project, const ir::Stack& stack);

// The stage that a service runs, and its image without tag and digest: another stage than the image's own in production is another image,
// "acme/api-celery".
std::string image_stage(const ir::Stack& stack, const ir::Service& service);
std::string image_name(const ir::Stack& stack, const ir::Service& service);

// A task that the stack does not run by itself: it is marked manual, or no service waits for its end.
bool runs_on_request(const ir::Stack& stack, ir::ServiceId task);

// Development only: its source is mounted, but the program has no way to reload it by itself, so `docker compose watch` restarts it.
bool needs_watch(const ir::Stack& stack, const ir::Service& service);

// Whether the service gets the secret as a file, /run/secrets/<name>: by itself (the filter `file`), or in the place of a variable that its
// image can read from one.
bool gets_secret_file(const ir::Stack& stack, const ir::Service& service, ir::SecretId secret);
// Whether that file lies on the machine. A secret of `deliver: env` is in the environment file, and Compose makes the file of that; it
// cannot do so in a container with a read-only root, so production always takes a file.
bool has_secret_file(const ir::Stack& stack, ir::SecretId secret);

// Whether anything of the service names the secret: a variable, its command, a file.
bool reads_secret(const ir::Service& service, ir::SecretId secret);
// Text of the .gitignore in a folder of secrets: nothing in it is ever committed.
std::string secrets_gitignore();

// The path `to` as seen from the folder `from` ("" or ".": where the stack file is). Both are relative to the stack file.
std::string relative_path(std::string_view from, std::string_view to);
std::string folder_of(std::string_view path);  // "" for a file beside the stack file

}  // namespace stackc::emit
