using System.Text;

using Trestle.Core.Errors;

namespace Trestle.Learners.Onnx;

/// <summary>
/// The bytes of an ONNX file: a protocol buffer (ModelProto in onnx.proto), whose metadata hold the <see cref="OnnxHeader"/>. So the
/// file in a package remains one that any reader of ONNX takes.
/// </summary>
internal static class OnnxFile
{
    /// <summary>The key of the header among the metadata.</summary>
    public const string Key = "trestle";

    /// <summary>The field <c>metadata_props</c> of a ModelProto, and those of one entry of it.</summary>
    private const int Metadata = 14;
    private const int KeyField = 1;
    private const int ValueField = 2;
    private const int Bytes = 2;

    /// <summary>
    /// The file with a header instead of the one that it has; what is no protocol buffer is a <see cref="TrestleException"/>.
    /// </summary>
    public static byte[] With(ReadOnlySpan<byte> file, OnnxHeader header)
    {
        using var written = new MemoryStream();
        var key = Field(KeyField, Encoding.UTF8.GetBytes(Key));
        for (var rest = file; rest.Length > 0;)
        {
            var number = Next(rest, out var content, out var length);
            if (number != Metadata || !content.StartsWith(key))
            {
                written.Write(rest[..length]);
            }

            rest = rest[length..];
        }

        written.Write(Field(Metadata, [.. key, .. Field(ValueField, ModelJson.Write(header))]));
        return written.ToArray();
    }

    /// <summary>The number of the next field, its content, and how long it is with what comes before that.</summary>
    private static int Next(ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> content, out int length)
    {
        var at = 0;
        var tag = Varint(rest, ref at);
        var size = (tag & 7) switch
        {
            0 => Skipped(rest, at),
            1 => 8UL,
            Bytes => Varint(rest, ref at),
            5 => 4UL,
            _ => throw Broken(),
        };
        if (size > (ulong)(rest.Length - at))
        {
            throw Broken();
        }

        content = rest.Slice(at, (int)size);
        length = at + content.Length;
        return (int)(tag >> 3);
    }

    private static ulong Skipped(ReadOnlySpan<byte> rest, int at)
    {
        var end = at;
        Varint(rest, ref end);
        return (ulong)(end - at);
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; shift < 64 && at < bytes.Length; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Broken();
    }

    private static byte[] Field(int number, byte[] content)
    {
        var start = new List<byte> { (byte)((number << 3) | Bytes) };
        var length = content.Length;
        for (; length >= 0x80; length >>= 7)
        {
            start.Add((byte)(length | 0x80));
        }

        start.Add((byte)length);
        return [.. start, .. content];
    }

    private static TrestleException Broken() => new(OnnxErrors.BadFile("it is not an ONNX file, or it is cut off"));
}
