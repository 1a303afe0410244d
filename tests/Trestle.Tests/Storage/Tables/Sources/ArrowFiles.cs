using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;

namespace Trestle.Tests.Storage.Tables.Sources;

/// <summary>Writes Arrow files as other programs do.</summary>
internal static class ArrowFiles
{
    /// <summary>Writes one batch; compressed as Feather files are by default, unless it is null.</summary>
    public static void Write(
        string path, IReadOnlyList<Field> fields, IReadOnlyList<IArrowArray> columns, CompressionCodecType? compression = null,
        bool stream = false)
    {
        var schema = new Schema(fields, null);
        using var file = File.Create(path);
        var options = new IpcOptions
        {
            CompressionCodec = compression,
            CompressionCodecFactory = compression is null ? null : new CompressionCodecFactory(),
        };
        using var writer = stream ? new ArrowStreamWriter(file, schema, false, options) : new ArrowFileWriter(file, schema, false, options);
        writer.WriteStart();
        writer.WriteRecordBatch(new RecordBatch(schema, columns, columns[0].Length));
        writer.WriteEnd();
    }
}
