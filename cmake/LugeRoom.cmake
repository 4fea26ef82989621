# A room is one static library. Only what it lists in LINK is on its include path
# beyond the project root, so a room that reaches past its neighbours does not link.

# MLIR's headers take most of a compile: the common ones are parsed once, for every room.
add_library(LugeMlirHeaders OBJECT "${CMAKE_CURRENT_LIST_DIR}/MlirHeaders.cpp")
target_include_directories(LugeMlirHeaders SYSTEM PUBLIC ${MLIR_INCLUDE_DIRS} ${LLVM_INCLUDE_DIRS})
target_compile_options(LugeMlirHeaders PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
target_precompile_headers(LugeMlirHeaders PRIVATE "${CMAKE_CURRENT_LIST_DIR}/MlirHeaders.h")

# luge_room(NAME [MLIR] SOURCES ... [LINK ...] [DEPENDS ...])
#   MLIR: the room is written against MLIR: its headers, their precompiled form, its library.
function(luge_room name)
  cmake_parse_arguments(ROOM "MLIR" "" "SOURCES;LINK;DEPENDS" ${ARGN})
  add_library(${name} STATIC ${ROOM_SOURCES})
  target_include_directories(${name} PUBLIC "${PROJECT_SOURCE_DIR}" "${PROJECT_BINARY_DIR}")
  target_link_libraries(${name} PUBLIC ${ROOM_LINK})
  if(ROOM_DEPENDS)
    add_dependencies(${name} ${ROOM_DEPENDS})
  endif()
  if(ROOM_MLIR)
    luge_use_mlir(${name})
  endif()
endfunction()

# Makes a target one that is written against MLIR.
function(luge_use_mlir target)
  target_include_directories(${target} SYSTEM PRIVATE ${MLIR_INCLUDE_DIRS} ${LLVM_INCLUDE_DIRS})
  target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  target_precompile_headers(${target} REUSE_FROM LugeMlirHeaders)
  target_link_libraries(${target} PUBLIC MLIR LLVM)
endfunction()

# luge_tablegen(TARGET FILE.td OUTPUT GENERATOR-ARGS [OUTPUT GENERATOR-ARGS]...): generated headers of a room.
function(luge_tablegen target td)
  set(LLVM_TARGET_DEFINITIONS ${td})
  set(MLIR_TABLEGEN_EXE "${LUGE_MLIR_TBLGEN}")
  set(outputs ${ARGN})
  while(outputs)
    list(POP_FRONT outputs output args)
    separate_arguments(args)
    tablegen(MLIR ${output} ${args} EXTRA_INCLUDES "${PROJECT_SOURCE_DIR}" ${MLIR_INCLUDE_DIRS})
  endwhile()
  add_public_tablegen_target(${target})
endfunction()
