namespace Trestle.Serving.OpenInference;

/// <summary>The request of a path of the Open Inference Protocol.</summary>
internal enum InferenceVerb
{
    None,
    Server,
    Live,
    Ready,
    Model,
    ModelReady,
    Infer,
}

/// <summary>
/// A parsed path below <c>/v2</c>. Names in it are compared, never followed: a name that is not in service leads nowhere.
/// </summary>
internal readonly ref struct InferencePath
{
    private const string Root = "/v2";
    private const int MostParts = 6;

    private InferencePath(
        InferenceVerb verb, ReadOnlySpan<char> model = default, bool hasVersion = false, ReadOnlySpan<char> version = default)
    {
        Verb = verb;
        Model = model;
        HasVersion = hasVersion;
        Version = version;
    }

    public InferenceVerb Verb { get; }

    /// <summary>The model's name; empty when the path names none.</summary>
    public ReadOnlySpan<char> Model { get; }

    /// <summary>Whether the path names a version.</summary>
    public bool HasVersion { get; }

    /// <summary>The version that the path names.</summary>
    public ReadOnlySpan<char> Version { get; }

    /// <summary>Whether a path belongs to the protocol.</summary>
    public static bool Owns(string path) =>
        path.StartsWith(Root, StringComparison.Ordinal) && (path.Length == Root.Length || path[Root.Length] == '/');

    /// <summary>Parses a path that belongs to the protocol.</summary>
    public static InferencePath Parse(string path)
    {
        if (path.Length == Root.Length)
        {
            return new InferencePath(InferenceVerb.Server);
        }

        Span<Range> parts = stackalloc Range[MostParts + 1];
        var rest = path.AsSpan(Root.Length + 1);
        var count = rest.Split(parts, '/');
        if (count == 2 && rest[parts[0]] is "health")
        {
            return new InferencePath(rest[parts[1]] switch
            {
                "live" => InferenceVerb.Live,
                "ready" => InferenceVerb.Ready,
                _ => InferenceVerb.None,
            });
        }

        if (count is < 2 or > 5 || rest[parts[0]] is not "models")
        {
            return default;
        }

        var versioned = count >= 4 && rest[parts[2]] is "versions";
        var next = versioned ? 4 : 2;
        var verb = count == next ? InferenceVerb.Model
            : count > next + 1 ? InferenceVerb.None
            : rest[parts[next]] switch { "ready" => InferenceVerb.ModelReady, "infer" => InferenceVerb.Infer, _ => InferenceVerb.None };
        return new InferencePath(verb, rest[parts[1]], versioned, versioned ? rest[parts[3]] : default);
    }
}
