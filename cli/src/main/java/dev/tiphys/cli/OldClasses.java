package dev.tiphys.cli;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/// Rewrites classes in jars so that the JVM's start-up cache takes them.
///
/// The cache holds no classes of formats before Java 6, which have no stack maps. Picocli's are of
/// Java 5, so that each start read all of them from its jar and verified them the slow way: more
/// than half of the time of `--help`. The launcher runs this once in a build.
final class OldClasses {
  private static final int FIRST_WITH_STACK_MAPS = ClassFile.JAVA_6_VERSION;
  private static final int MAJOR_VERSION_OFFSET = 6;

  private OldClasses() {}

  /// @param jars which are replaced where they have old classes
  public static void main(String[] jars) throws IOException {
    for (var name : jars) {
      var jar = Path.of(name);
      if (hasOldClasses(jar)) {
        rewrite(jar);
      }
    }
  }

  private static boolean hasOldClasses(Path jar) throws IOException {
    try (var in = new ZipInputStream(Files.newInputStream(jar))) {
      for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (entry.getName().endsWith(".class")) {
          // The classes of a jar come from one compiler, but for a module-info.
          if (!entry.getName().endsWith("module-info.class")) {
            return isOld(in.readNBytes(MAJOR_VERSION_OFFSET + 2));
          }
        }
      }
    }
    return false;
  }

  private static boolean isOld(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getShort(MAJOR_VERSION_OFFSET) < FIRST_WITH_STACK_MAPS;
  }

  private static void rewrite(Path jar) throws IOException {
    var next = jar.resolveSibling(jar.getFileName() + ".next");
    try (var loader =
            new URLClassLoader(
                new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
        var in = new ZipInputStream(Files.newInputStream(jar));
        var out = new ZipOutputStream(Files.newOutputStream(next))) {
      var classes =
          ClassFile.of(
              StackMapsOption.GENERATE_STACK_MAPS,
              ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.ofResourceParsing(loader)
                      .orElse(ClassHierarchyResolver.defaultResolver())));
      for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        var bytes = in.readAllBytes();
        var copy = new ZipEntry(entry.getName());
        // The same input gives the same jar, and so the same build.
        copy.setTime(0);
        out.putNextEntry(copy);
        out.write(
            entry.getName().endsWith(".class") && isOld(bytes) ? rewritten(classes, bytes) : bytes);
        out.closeEntry();
      }
    }
    Files.move(next, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private static byte[] rewritten(ClassFile classes, byte[] bytes) {
    ClassTransform newer =
        (builder, element) -> {
          if (element instanceof ClassFileVersion) {
            builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
          } else {
            builder.with(element);
          }
        };
    // Only bodies that are built anew get stack maps.
    var rebuilt =
        ClassTransform.transformingMethodBodies((builder, element) -> builder.with(element));
    return classes.transformClass(classes.parse(bytes), newer.andThen(rebuilt));
  }
}
