using Trestle.Core.Errors;

namespace Trestle.Core.Configuration;

/// <summary>Collects the mistakes in a file, to be shown together in the order of the file.</summary>
internal sealed class Mistakes(string file)
{
    /// <summary>As many as a person will read; a hostile file could have a million.</summary>
    private const int Shown = 50;

    private readonly List<(SourcePosition At, Problem Problem)> found = [];
    private int more;

    public string File => file;

    public bool Any => found.Count > 0;

    public SourcePosition At(int line, int column) => new(file, line, column);

    public void Add(SourcePosition at, Problem problem)
    {
        if (found.Count == Shown)
        {
            more++;
            return;
        }

        found.Add((at, problem));
    }

    public TrestleException AsException()
    {
        var problems = found.OrderBy(mistake => mistake.At).Select(mistake => mistake.Problem);
        return new TrestleException([.. problems, .. more > 0 ? [ConfigurationErrors.MoreMistakes(file, more)] : Array.Empty<Problem>()]);
    }

    /// <summary>All mistakes and this one, after which the file cannot be read any further.</summary>
    public TrestleException Stop(SourcePosition at, Problem problem)
    {
        more = 0;
        found.Add((at, problem));
        return AsException();
    }
}
