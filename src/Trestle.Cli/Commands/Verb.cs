using System.CommandLine.Parsing;

namespace Trestle.Cli.Commands;

/// <summary>A command with examples for its help page.</summary>
internal sealed class Verb(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>How it may be typed.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>Where the project is: the first argument of most commands.</summary>
    public static Argument<string> ProjectArgument() => new("PROJECT")
    {
        HelpName = "[PROJECT]",
        Description = "Project folder (default: the current folder).",
        DefaultValueFactory = _ => ".",
        Validators = { RefuseOptions },
    };

    /// <summary>A project, which may be left out, and something that may not.</summary>
    public static Argument<string[]> PlacesArgument(string names, string description, int required, int? most = null) => new("PLACES")
    {
        HelpName = $"[PROJECT] {names}",
        Description = description,
        Arity = new ArgumentArity(required, most ?? (required + 1)),
        Validators = { RefuseOptions },
    };

    /// <summary>Asks for a document instead of a page.</summary>
    public static Option<bool> JsonOption() => new("--json") { Description = "Write only JSON to standard output." };

    /// <summary>An option with a text.</summary>
    public static Option<string?> TextOption(string name, string value, string description) => new(name) { HelpName = value, Description = description };

    /// <summary>A mistyped option is not to be taken for a folder.</summary>
    private static void RefuseOptions(ArgumentResult argument)
    {
        foreach (var token in argument.Tokens.Where(token => token.Value.StartsWith('-')))
        {
            argument.AddError($"Unrecognized option '{token.Value}'");
        }
    }
}
