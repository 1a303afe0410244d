namespace Trestle.Cli.Init;

/// <summary>Words of scales that people use, from which <c>init</c> sees that the classes of a target have an order.</summary>
internal static class OrderedWords
{
    private const int Fewest = 3;

    /// <summary>Scales from their lowest step to the highest; words of one step are divided by a comma.</summary>
    private static readonly IReadOnlyList<IReadOnlyDictionary<string, int>> Scales =
    [
        .. new[]
        {
            "none|very low,extremely low|low|medium,moderate,normal,middle,mid,average|high|very high,extremely high|urgent|critical",
            "none,absent|minimal|slight|mild|moderate|severe,serious|very severe|critical|fatal",
            "trivial|minor|moderate,normal,medium|major|critical|blocker",
            "xxs|xs,extra small|s,small|m,medium|l,large|xl,extra large|xxl|xxxl",
            "tiny|small|medium|large|huge",
            "terrible,awful|very poor,very bad|poor,bad|fair,ok,okay,average,satisfactory,acceptable|good|very good|excellent,outstanding",
            "unacc,unacceptable|acc,acceptable|good|vgood,very good",
            "fair|good|very good|premium|ideal",
            "strongly disagree|disagree|neutral,neither agree nor disagree,undecided|agree|strongly agree",
            "very dissatisfied|dissatisfied|neutral|satisfied|very satisfied",
            "very unlikely|unlikely|neutral|likely|very likely",
            "very negative|negative|neutral|positive|very positive",
            "never|rarely,seldom|sometimes,occasionally|often,frequently|usually|always",
            "beginner,novice|elementary|intermediate|advanced|expert",
            "bronze|silver|gold|platinum|diamond",
            "fail|pass|merit|distinction",
            "first|second|third|fourth|fifth",
            "easy|medium,moderate|hard,difficult|very hard,very difficult",
            "cold|cool|warm|hot",
            "slow|medium,moderate|fast",
            "short|medium|long",
            "weak|medium,moderate|strong",
            "light|medium|heavy",
        }.Select(scale => scale.Split('|')
            .SelectMany((step, rank) => step.Split(',').Select(word => (Word: word, Rank: rank)))
            .ToDictionary(step => step.Word, step => step.Rank, StringComparer.Ordinal)),
    ];

    /// <summary>The classes from the lowest to the highest; null unless they are three or more different steps of one scale.</summary>
    public static IReadOnlyList<string>? Sort(IReadOnlyCollection<string> classes) => classes.Count < Fewest ? null : Scales
        .Where(scale => classes.All(name => scale.ContainsKey(Plain(name))))
        .Where(scale => classes.Select(name => scale[Plain(name)]).Distinct().Count() == classes.Count)
        .Select(scale => classes.OrderBy(name => scale[Plain(name)]).ToArray())
        .FirstOrDefault();

    /// <summary>A word without case, and with single blanks where it has other marks: Very-High is very high.</summary>
    private static string Plain(string name) =>
        string.Join(' ', name.ToLowerInvariant().Split([' ', '-', '_', '.'], StringSplitOptions.RemoveEmptyEntries));
}
