using System.Globalization;
using System.Text;

using Trestle.Learners.Statistics;
using Trestle.Stages.Deploy.Planning;
using Trestle.Stages.Deploy.Rollouts;

namespace Trestle.Bench;

/// <summary>
/// How often a canary is promoted and how often it is rolled back, by how much worse it truly is and by the traffic: whole rollouts with
/// the default steps (10 %, 50 %), hold and timeout, judged as they are in service and, for comparison, by the rule of before.
/// </summary>
internal static class CanaryBench
{
    private const string Result = "bench/results/20261128-canary.md";
    private const double LiveErrors = 0.005;
    private const double Spread = 0.5;
    private const double Usual = 0.02;
    private const int MostTimes = 20_000;

    private static readonly DeploySettings Settings = new();
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(30);

    public static void Run(string[] arguments)
    {
        var replays = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 400;
        var text = new StringBuilder();
        int[] traffic = [60, 600, 6_000];
        Section(
            text,
            $"Errors. The live version fails {LiveErrors:0.0%} of its requests; at most 1 % more is allowed",
            Settings.Canary,
            200,
            traffic,
            [
                ("0.5 % (as good)", 0.005, 1.0), ("1 %", 0.01, 1), ("1.5 % (the limit)", 0.015, 1), ("3 %", 0.03, 1), ("5 %", 0.05, 1),
                ("10 %", 0.1, 1), ("100 %", 1, 1),
            ],
            replays);
        Section(
            text,
            "Latency. Log-normal with a spread of 0.5; 1.5 times the live version's 99th percentile is allowed",
            Settings.Canary,
            200,
            traffic,
            [
                ("× 1 (as good)", LiveErrors, 1), ("× 1.2", LiveErrors, 1.2), ("× 1.5 (the limit)", LiveErrors, 1.5),
                ("× 2", LiveErrors, 2), ("× 4", LiveErrors, 4),
            ],
            replays);
        var little = Settings.Canary with { Errors = 0.1, LatencyShare = 0.9, Requests = 20 };
        Section(
            text,
            "Errors with little traffic: at most 10 % more is allowed, latency at the 90th percentile, `requests: 20`",
            little,
            20,
            [20, 60],
            [
                ("0.5 % (as good)", 0.005, 1), ("5 %", 0.05, 1), ("10 %", 0.1, 1), ("10.5 % (the limit)", 0.105, 1), ("20 %", 0.2, 1),
                ("40 %", 0.4, 1), ("100 %", 1, 1),
            ],
            replays);
        var head = "# Canaries: false promotions and false rollbacks\n"
            + $"2026-11-28 · `dotnet run -c Release --project bench/Trestle.Bench -- canary {replays}` · 2 cores, Debian 12, "
            + ".NET SDK 10.0.401. Seeds are fixed: the same\ncommand gives the same tables.\n\n"
            + "Whole rollouts with default settings: steps of 10 % and 50 %, each for at least 10 minutes and at most a day, "
            + "looked at every 30 seconds. *Before*: the\n"
            + "difference must exceed the limit and be significant for a rollback; otherwise 200 requests of each version are enough "
            + "to go on (in the last table 20). *Now*: to go on, an\n"
            + "upper confidence limit must be within the limit; a canary that is neither shown to be worse nor shown to be within "
            + "its limits in a day is rolled back as\nundecided. Time is the median until the end of the rollout.\n";
        File.WriteAllText(Result, $"{head}\n{text}".Replace("\r\n", "\n"));
    }

    private static void Section(
        StringBuilder text, string title, CanarySettings limits, int old, int[] traffic,
        (string Name, double Errors, double Slower)[] canaries, int replays)
    {
        Add(text, $"{title}:\n");
        Add(
            text,
            "| requests an hour | canary | before: promoted | rolled back | undecided | time "
                + "| now: promoted | rolled back | undecided | time |");
        Add(text, "|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var hourly in traffic)
        {
            foreach (var (name, errors, slower) in canaries)
            {
                var cells = new[] { false, true }.Select(now =>
                {
                    var asked = now ? limits : limits with { Requests = old };
                    return Share(replays, replay => Rollout(now, asked, hourly, errors, slower, replay));
                });
                Add(text, $"| {hourly:N0} | {name} | {string.Join(" | ", cells)} |");
            }
        }

        Add(text, "");
    }

    private static string Share(int replays, Func<int, (string End, TimeSpan Time)> roll)
    {
        var ends = new (string End, TimeSpan Time)[replays];
        Parallel.For(0, replays, replay => ends[replay] = roll(replay));
        string Part(string end) => $"{ends.Count(one => one.End == end) / (double)replays:0.0%}";
        var median = ends.Select(one => one.Time).Order().ElementAt(replays / 2);
        return $"{Part("promoted")} | {Part("worse")} | {Part("undecided")} | {median.TotalMinutes:0} min";
    }

    private static (string End, TimeSpan Time) Rollout(bool now, CanarySettings limits, int hourly, double errors, double slower, int seed)
    {
        var random = new Random(seed);
        var took = TimeSpan.Zero;
        foreach (var share in Settings.Steps)
        {
            var (end, time) = Step(now, limits, hourly, share, errors, slower, random);
            took += time;
            if (end != "passed")
            {
                return (end, took);
            }
        }

        return ("promoted", took);
    }

    private static (string End, TimeSpan Time) Step(
        bool now, CanarySettings limits, int hourly, double share, double errors, double slower, Random random)
    {
        var (live, canary) = (new Served(LiveErrors, 1), new Served(errors, slower));
        var (last, looks, tries) = ((TimeSpan.Zero, 0L), 0, 0);
        for (var time = Tick; ; time += Tick)
        {
            var arrived = hourly * time.TotalHours;
            live.Answer((long)(arrived * (1 - share)), random);
            canary.Answer((long)(arrived * share), random);
            var here = (time, canary.Requests);
            if (now ? !CanaryLooks.Due(last, here, Settings.Hold, limits) : time < OldLook(looks + 1))
            {
                continue;
            }

            tries += time >= Settings.Hold && here.Requests > last.Item2 && here.Requests >= CanaryJudge.Fewest(limits) ? 1 : 0;
            (last, looks) = (here, looks + 1);
            var (worse, enough) = now ? Judge(live.Window, canary.Window, limits, looks, tries) : OldJudge(live, canary, limits, looks);
            if (worse || (time >= Settings.Hold && enough) || time >= limits.Timeout)
            {
                return (worse ? "worse" : enough ? "passed" : "undecided", time);
            }
        }
    }

    private static (bool Worse, bool Enough) Judge(CanaryWindow live, CanaryWindow canary, CanarySettings limits, int looks, int tries)
    {
        var level = CanaryJudge.Level(1 - limits.Confidence, Settings.Steps.Count, looks);
        var risk = CanaryJudge.Risk(1 - limits.Assurance, Math.Max(1, tries));
        var verdict = CanaryJudge.Judge(live, canary, limits, level, risk);
        return (verdict.Worse, verdict.Enough);
    }

    /// <summary>After each quarter of the hold, then at two, four, eight times the hold.</summary>
    private static TimeSpan OldLook(int look) => look <= 4 ? Settings.Hold * look / 4 : Settings.Hold * Math.Pow(2, look - 4);

    /// <summary>
    /// The rule of before: 20 requests before anything is tested, 200 to go on whatever was seen; the latency in the buckets of the host.
    /// </summary>
    private static (bool Worse, bool Enough) OldJudge(Served live, Served canary, CanarySettings limits, int look)
    {
        var level = (1 - limits.Confidence) / Settings.Steps.Count / 3 * (look <= 4 ? 0.125 : Math.Pow(0.5, look - 3));
        var (a, b) = (live.Errors / (double)live.Requests, canary.Errors / (double)canary.Requests);
        var worse = canary.Requests >= 20 && live.Requests >= 20 && b - a > limits.Errors
            && FisherTest.OneSided(canary.Errors, canary.Requests, live.Errors, live.Requests) <= level;
        var enough = live.Requests >= limits.Requests && canary.Requests >= limits.Requests;
        return (worse || OldSlow(live.Buckets, canary.Buckets, limits.Latency, level), enough);
    }

    private static bool OldSlow(long[] live, long[] canary, double limit, double level)
    {
        var seen = 0L;
        for (var i = 0; i < Served.Bounds.Length; i++)
        {
            seen += live[i];
            if (seen > 0 && Binomial.UpperTail(seen, live.Sum(), 0.99) <= level / 2)
            {
                var bound = Array.FindIndex(Served.Bounds, at => at >= Served.Bounds[i] * limit);
                return canary.Sum() >= 20 && bound >= 0
                    && Math.Min(1, 2 * Binomial.UpperTail(canary.Skip(bound + 1).Sum(), canary.Sum(), 0.01)) <= level;
            }
        }

        return false;
    }

    private static void Add(StringBuilder text, string line)
    {
        text.Append(line).Append('\n');
        Console.WriteLine(line);
    }

    /// <summary>A version that answers at random.</summary>
    private sealed class Served(double rate, double slower)
    {
        public static readonly double[] Bounds = [50e-6, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 1e-2, 2.5e-2, 5e-2, 0.1, 0.25, 1];

        private readonly List<double> times = [];

        public long Requests { get; private set; }

        public long Errors { get; private set; }

        public long[] Buckets { get; } = new long[Bounds.Length + 1];

        public CanaryWindow Window => new(Requests, Errors, [.. times.Order()], []);

        public void Answer(long upTo, Random random)
        {
            for (; Requests < upTo; Requests++)
            {
                if (random.NextDouble() < rate)
                {
                    Errors++;
                    continue;
                }

                var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                var seconds = Usual * slower * Math.Exp(Spread * normal);
                Buckets[Array.FindIndex(Bounds, bound => bound >= seconds) is >= 0 and var found ? found : Bounds.Length]++;
                var place = times.Count < MostTimes ? times.Count : random.Next((int)(Requests - Errors + 1));
                if (place == times.Count)
                {
                    times.Add(seconds);
                }
                else if (place < times.Count)
                {
                    times[place] = seconds;
                }
            }
        }
    }
}
