package dev.tiphys.render.worker;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Carries out orders one after the other until there are no more.
public final class Worker {
  private Worker() {}

  /// Reads orders from standard input. Each answer is a byte, 1 if it went well, then the length
  /// of a text and the text.
  public static void main(String[] arguments) throws IOException {
    var in = new DataInputStream(new BufferedInputStream(System.in));
    var out =
        new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
    // Whatever prints something by itself must not get between the answers.
    System.setOut(System.err);
    while (true) {
      Order order;
      try {
        order = Order.read(in);
      } catch (EOFException e) {
        return;
      }
      answer(order, out);
    }
  }

  private static void answer(Order order, DataOutputStream out) throws IOException {
    boolean well;
    String text;
    try {
      text = order.one("tool").equals("helm") ? HelmChart.render(order) : JsonnetFile.render(order);
      well = true;
    } catch (Exception | StackOverflowError e) {
      text = String.valueOf(e.getMessage());
      well = false;
    }
    var bytes = (text == null ? "" : text).getBytes(StandardCharsets.UTF_8);
    out.writeByte(well ? 1 : 0);
    out.writeInt(bytes.length);
    out.write(bytes);
    out.flush();
  }
}
