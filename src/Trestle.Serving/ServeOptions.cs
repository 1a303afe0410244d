using System.Globalization;

using Trestle.Core.Errors;

namespace Trestle.Serving;

/// <summary>What the scoring host is told on its command line.</summary>
/// <param name="Package">The package's file or directory.</param>
/// <param name="Address">The address to listen on.</param>
/// <param name="Port">The port; 0 for any that is free.</param>
/// <param name="MaxBody">Most bytes that a request may have.</param>
public sealed record ServeOptions(string Package, string Address, int Port, long MaxBody)
{
    private const long DefaultMaxBody = 16 << 20;

    /// <summary>Reads <c>--package PATH [--host ADDRESS] [--port N] [--max-body BYTES]</c>; anything else is an error.</summary>
    public static ServeOptions Parse(IReadOnlyList<string> args)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < args.Count; i += 2)
        {
            if (args[i] is not ("--package" or "--host" or "--port" or "--max-body") || i + 1 == args.Count || !given.TryAdd(args[i], args[i + 1]))
            {
                throw new TrestleException(ServeErrors.BadOption(args[i]));
            }
        }

        return new ServeOptions(
            given.GetValueOrDefault("--package") ?? throw new TrestleException(ServeErrors.BadOption("--package")),
            given.GetValueOrDefault("--host", "127.0.0.1"),
            (int)Number(given, "--port", 8080, 65535),
            Number(given, "--max-body", DefaultMaxBody, int.MaxValue));
    }

    private static long Number(Dictionary<string, string> given, string name, long otherwise, long most) =>
        !given.TryGetValue(name, out var text) ? otherwise
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number
        : throw new TrestleException(ServeErrors.BadOption(name));
}
