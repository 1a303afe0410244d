using Microsoft.ML.OnnxRuntime;

using Trestle.Core.Errors;

namespace Trestle.Learners.Onnx;

/// <summary>Starts models in ONNX Runtime, on one thread each, and tells what it reports in our words.</summary>
internal static class OnnxRuntime
{
    private const int LongestReason = 300;

    /// <summary>
    /// Weights outside the file would be read from the working directory; from a folder that is not there, a model that has any is
    /// refused.
    /// </summary>
    private static readonly string Nowhere = Path.Combine(Path.GetTempPath(), "no", "weights", "outside", "the", "file");

    /// <summary>A model that is ready to run; anything that is none is a <see cref="TrestleException"/> (TR2420, TR2421).</summary>
    public static InferenceSession Start(byte[] file) => Guarded(() =>
    {
        OrtEnv.Instance().DisableTelemetryEvents();
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            EnableCpuMemArena = false,
            EnableMemoryPattern = false,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", Nowhere);
        return new InferenceSession(file, options);
    });

    /// <summary>What a start gives; its faults in our words.</summary>
    internal static T Guarded<T>(Func<T> start)
    {
        try
        {
            return start();
        }
        catch (OnnxRuntimeException unusable)
        {
            throw new TrestleException(OnnxErrors.BadFile(Reason(unusable)), inner: unusable);
        }
        catch (Exception missing) when (missing is TypeInitializationException or DllNotFoundException or EntryPointNotFoundException)
        {
            throw new TrestleException(OnnxErrors.NoLibrary((missing.InnerException ?? missing).Message), inner: missing);
        }
    }

    /// <summary>What ONNX Runtime reports, on one line, without the places in its own sources.</summary>
    public static string Reason(OnnxRuntimeException error)
    {
        var words = string.Join(' ', error.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        words = words.StartsWith("[ErrorCode:", StringComparison.Ordinal) ? words[(words.IndexOf(']') + 1)..].TrimStart() : words;
        return words.Length > LongestReason ? $"{words[..LongestReason]}…" : words;
    }
}
