using Trestle.Rows.Blocks;

namespace Trestle.Serving.Codecs;

/// <summary>How much of the answer is wanted.</summary>
public enum OutputForm
{
    /// <summary>Predicted class and all probabilities; the value of a regression.</summary>
    Full,

    /// <summary>The predicted class, or the value.</summary>
    Labels,

    /// <summary>The model's own numbers.</summary>
    Scores,
}

/// <summary>Reads the rows of a request. One class and one line in <see cref="CodecCatalog"/> add a form.</summary>
public interface IRequestCodec
{
    /// <summary>Whether it reads a content type (without parameters, lower case).</summary>
    bool Reads(string contentType);

    /// <summary>Reads a whole body. Throws <see cref="RequestException"/> for what is wrong with it; nothing else, whatever the bytes.</summary>
    (RowBlock Rows, OutputForm? Output) Read(ReadOnlySpan<byte> body, RequestLayout layout);
}

/// <summary>All forms: one line each.</summary>
public static class CodecCatalog
{
    /// <summary>The forms.</summary>
    public static IReadOnlyList<IRequestCodec> All { get; } =
    [
        new JsonCodec(),
        new CsvCodec(),
    ];

    /// <summary>The form of a content type.</summary>
    public static IRequestCodec For(string? contentType)
    {
        var plain = contentType?.Split(';', 2)[0].Trim().ToLowerInvariant() ?? "";
        return All.FirstOrDefault(codec => codec.Reads(plain)) ?? throw new RequestException(ServeErrors.WrongType(contentType));
    }

    /// <summary>Reads the name of an output form.</summary>
    public static OutputForm Output(string? name) => name switch
    {
        "full" => OutputForm.Full,
        "labels" => OutputForm.Labels,
        "scores" => OutputForm.Scores,
        _ => throw new RequestException(ServeErrors.BadParameter("output", "full, labels or scores")),
    };
}
