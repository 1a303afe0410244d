using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Trestle.Serving.Responses;

/// <summary>The bytes of one thread's answers; reused for each request.</summary>
internal sealed class AnswerBuffer : IDisposable
{
    private const int LargestKept = 1 << 20;

    private static readonly JsonWriterOptions Writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private ArrayBufferWriter<byte> bytes;
    private Utf8JsonWriter json;

    public AnswerBuffer()
    {
        bytes = new ArrayBufferWriter<byte>(1024);
        json = new Utf8JsonWriter(bytes, Writing);
    }

    /// <summary>Begins an answer.</summary>
    public Utf8JsonWriter Begin()
    {
        if (bytes.Capacity > LargestKept)
        {
            json.Dispose();
            bytes = new ArrayBufferWriter<byte>(1024);
            json = new Utf8JsonWriter(bytes, Writing);
        }

        bytes.ResetWrittenCount();
        json.Reset();
        return json;
    }

    /// <summary>Bytes so far.</summary>
    public int Length
    {
        get
        {
            json.Flush();
            return bytes.WrittenCount;
        }
    }

    /// <summary>Appends bytes that are not JSON.</summary>
    public void Append(ReadOnlySpan<byte> more)
    {
        json.Flush();
        bytes.Write(more);
    }

    /// <summary>Ends the answer; its bytes are valid until the thread starts the next.</summary>
    public ReadOnlySpan<byte> End()
    {
        json.Flush();
        return bytes.WrittenSpan;
    }

    /// <inheritdoc/>
    public void Dispose() => json.Dispose();
}
