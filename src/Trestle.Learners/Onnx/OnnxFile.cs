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

    /// <summary>How a field is written whose length comes before it.</summary>
    private const int WithLength = 2;

    /// <summary>
    /// The file with a header instead of the one that it has; bytes that are not a protocol buffer are a <see cref="TrestleException"/>.
    /// </summary>
    public static byte[] With(ReadOnlySpan<byte> file, OnnxHeader header)
    {
        using var reader = new BinaryReader(new MemoryStream(file.ToArray()));
        using var written = new MemoryStream();
        var key = Field(KeyField, Encoding.UTF8.GetBytes(Key));
        while (reader.BaseStream.Position < file.Length)
        {
            var start = (int)reader.BaseStream.Position;
            var number = Next(reader, out var content);
            if (number != Metadata || !content.AsSpan().StartsWith(key))
            {
                written.Write(file[start..(int)reader.BaseStream.Position]);
            }
        }

        written.Write(Field(Metadata, [.. key, .. Field(ValueField, ModelJson.Write(header))]));
        return written.ToArray();
    }

    /// <summary>The number of the next field, and its content where its length is written before it.</summary>
    private static long Next(BinaryReader reader, out byte[] content)
    {
        try
        {
            var tag = reader.Read7BitEncodedInt64();
            var first = (tag & 7) is 0 or WithLength ? reader.Read7BitEncodedInt64() : 0;
            var length = (tag & 7) switch { 0 => 0, 1 => 8, WithLength => first, 5 => 4, _ => throw Broken() };
            if (length < 0 || length > reader.BaseStream.Length - reader.BaseStream.Position)
            {
                throw Broken();
            }

            content = reader.ReadBytes((int)length);
            return tag >> 3;
        }
        catch (Exception cut) when (cut is EndOfStreamException or FormatException)
        {
            throw Broken();
        }
    }

    private static byte[] Field(int number, byte[] content)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write7BitEncodedInt((number << 3) | WithLength);
        writer.Write7BitEncodedInt(content.Length);
        writer.Write(content);
        return bytes.ToArray();
    }

    private static TrestleException Broken() => new(OnnxErrors.BadFile("it is not an ONNX file, or it is cut off"));
}
