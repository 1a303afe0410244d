namespace Trestle.Serving.Codecs;

/// <summary>All supported content types, one line each.</summary>
internal static class CodecCatalog
{
    public static IReadOnlyList<IRequestCodec> All { get; } =
    [
        new Json(),
        new Csv(),
        new ArrowStream(),
    ];

    /// <summary>All supported media types.</summary>
    public static string MediaTypes { get; } = string.Join(", ", All.SelectMany(codec => codec.MediaTypes));

    /// <summary>The codec for a Content-Type header; null when it is missing, unknown, or has a character set other than UTF-8.</summary>
    public static IRequestCodec? Find(string? contentType)
    {
        var type = contentType.AsSpan();
        var end = type.IndexOf(';');
        if (end >= 0 && !IsUtf8(type[(end + 1)..]))
        {
            return null;
        }

        var media = (end < 0 ? type : type[..end]).Trim();
        foreach (var codec in All)
        {
            foreach (var known in codec.MediaTypes)
            {
                if (media.Equals(known, StringComparison.OrdinalIgnoreCase))
                {
                    return codec;
                }
            }
        }

        return null;
    }

    private static bool IsUtf8(ReadOnlySpan<char> parameters)
    {
        const string Charset = "charset=";
        foreach (var range in parameters.Split(';'))
        {
            var parameter = parameters[range].Trim();
            if (parameter.StartsWith(Charset, StringComparison.OrdinalIgnoreCase))
            {
                var charset = parameter[Charset.Length..].Trim('"');
                return charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
                    || charset.Equals("utf8", StringComparison.OrdinalIgnoreCase);
            }
        }

        return true;
    }
}
