using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Metrics;
using Trestle.Rows.Blocks;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.ProposeCandidates.Search;
using Trestle.Stages.Train;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Train;

/// <summary>How the trials of a candidate follow each other, with a learner that fails and takes time as it is told.</summary>
public sealed class TrialSearchTests
{
    private const string Five = "name: small\nsource: data.csv\ntarget: y\nsplit: {folds: 5}\ntrain: {trials: 1, calibrate: false}\n";

    [Fact]
    public async Task A_trial_that_fails_or_gives_no_numbers_is_lost_alone_and_named()
    {
        var learner = new TestLearner
        {
            Failing =
            {
                [30] = new InsufficientMemoryException(), [1000] = new TrestleException(new Problem("TR0063", "it broke", "", "", "")),
            },
            NoNumber = 0.03,
        };
        var trials = await RunAsync(learner, most: 6);
        trials.Ran.Count.ShouldBe(3);
        trials.Stopped.ShouldAllBe(trial => trial.End == TrialEnd.Failed);
        trials.Stopped.Select(trial => trial.Parameters["l2"]).ShouldBe([30, 0.03, 1000]);
        trials.Stopped[0].Reason.ShouldBe("there was not enough memory");
        trials.Stopped[1].Reason.ShouldMatch("^TR1003: [0-9]+ scores of a trial are not finite numbers$");
        trials.Stopped[2].Reason.ShouldBe("TR0063: it broke");
        trials.Ran.Select(trial => trial.Number).Concat(trials.Stopped.Select(trial => trial.Number)).Order()
            .ShouldBe(Enumerable.Range(1, 6));
    }

    [Fact]
    public async Task When_every_trial_fails_the_first_failure_is_the_error()
    {
        var learner = new TestLearner { Always = new TrestleException(new Problem("TR0067", "bad labels", "", "", "")) };
        var failure = await Should.ThrowAsync<TrestleException>(() => RunAsync(learner, most: 3));
        failure.Problems[0].Code.ShouldBe("TR0067");
    }

    [Fact]
    public async Task A_trial_that_cannot_win_stops_after_its_first_folds()
    {
        var learner = new TestLearner { Useless = { 30, 0.03 } };
        var trials = await RunAsync(learner, most: 4);
        trials.Ran.Select(trial => trial.Parameters["l2"]).Order().ShouldBe([1, 1000]);
        trials.Stopped.Select(trial => trial.Parameters["l2"]).ShouldBe([30, 0.03]);
        trials.Stopped.ShouldAllBe(trial => trial.End == TrialEnd.Lost && trial.FoldScores.Count == 2 && trial.OutOfFold != null);
        trials.Stopped[0].LostTo.ShouldBe(new TrialName("linear", 1));
        trials.Stopped[0].Reason.ShouldStartWith("on 2 folds auc is -0.");
        learner.Fits.ShouldBe((2 * 5) + (2 * 2));
    }

    [Fact]
    public async Task The_number_of_cores_changes_nothing()
    {
        var one = await RunAsync(new TestLearner { Useless = { 30 } }, most: 12, parallel: 1);
        var two = await RunAsync(new TestLearner { Useless = { 30 } }, most: 12, parallel: 2);
        Documents.Write(two).ShouldBe(Documents.Write(one));
        one.Ran.Count.ShouldBeGreaterThan(8);
    }

    [Fact]
    public async Task A_killed_search_goes_on_where_it_was_and_ends_as_if_nothing_had_happened()
    {
        var whole = await RunAsync(new TestLearner { Useless = { 0.03 } }, most: 9);
        var (before, after) = (new TestLearner { Useless = { 0.03 }, KilledAfter = 24 }, new TestLearner { Useless = { 0.03 } });
        var trials = await RunAsync([before, after], most: 9);
        Documents.Write(trials).ShouldBe(Documents.Write(whole));
        after.Fits.ShouldBeLessThan(40 - 16, "at least the trials of the first five units of work were kept");
    }

    [Fact]
    public async Task A_journal_that_was_cut_off_loses_its_last_line_only()
    {
        var kept = await LookAsync((context, _) =>
        {
            var journal = TrialJournal.Of(context);
            journal.Write(Entry(1));
            journal.Write(Entry(2));
            var file = Directory.GetFiles(Path.Combine(context.Project.StateFolder, "search")).Single();
            File.AppendAllText(file, "{\"elapsed\": 3, \"ran\": {\"num");
            journal.Write(Entry(4));
            var read = journal.Read().Select(entry => entry.Number).ToArray();
            journal.Delete(DateTime.UtcNow);
            File.Exists(file).ShouldBeFalse();
            journal.Read().ShouldBeEmpty();
            return read;
        });
        kept.ShouldBe([1, 2, 4]);

        static TrialEntry Entry(int number) =>
            new(1) { Ran = Trial.Of(number, new Dictionary<string, double> { ["l2"] = number }, 1, [0.5, double.NaN]) };
    }

    [Fact]
    public async Task A_deadline_ends_the_search_between_trials_and_what_it_cuts_off_is_named()
    {
        // A fit takes a second: five folds of one trial, and then no more than fit into what is left.
        var clock = new StepClock();
        var learner = new TestLearner { Clock = clock, Seconds = 1, Same = true };
        var trials = await RunAsync(learner, most: 100, clock: clock, seconds: 23, parallel: 1);
        (trials.Ran.Count, trials.Stopped.Count).ShouldBe((4, 0));
        clock.Elapsed.TotalSeconds.ShouldBeInRange(20, 23);
        trials.StoppedBecause.ShouldStartWith("no further trial was expected to end in the ");

        var slow = new StepClock();
        var cut = await RunAsync(
            new TestLearner { Clock = slow, Seconds = 1, Same = true, SlowAfter = 7 }, most: 100, clock: slow, seconds: 23, parallel: 1);
        cut.Stopped.ShouldNotBeEmpty();
        cut.Stopped.ShouldAllBe(trial => trial.End == TrialEnd.OutOfTime);
        cut.Stopped[0].Reason.ShouldStartWith("the time was over after ");
        cut.Ran.Count.ShouldBe(1);
    }

    [Fact]
    public async Task With_time_left_the_search_ends_when_further_trials_bring_nothing()
    {
        var clock = new StepClock();
        var trials = await RunAsync(
            new TestLearner { Clock = clock, Seconds = 0.001, Same = true }, most: 100, clock: clock, seconds: 1000, parallel: 2);
        trials.Exhausted.ShouldBeTrue();
        trials.StoppedBecause.ShouldStartWith("the last ");
        (trials.Ran.Count + trials.Stopped.Count).ShouldBeInRange(TrialSearch.Patience(1), TrialSearch.Patience(1) + 5);
    }

    private static Task<Trials> RunAsync(
        TestLearner learner, int most, int parallel = 2, StepClock? clock = null, double? seconds = null) =>
        RunAsync([learner], most, parallel, clock, seconds);

    /// <summary>Searches with one learner after another, as a run that is resumed does.</summary>
    private static Task<Trials> RunAsync(
        TestLearner[] learners, int most, int parallel = 2, StepClock? clock = null, double? seconds = null) =>
        LookAsync((context, cancellation) =>
        {
            Trials? trials = null;
            foreach (var learner in learners)
            {
                try
                {
                    trials = Search(context, learner, most, parallel, clock, seconds, learner.Life.Token);
                    cancellation.ThrowIfCancellationRequested();
                }
                catch (OperationCanceledException) when (learner.Life.IsCancellationRequested)
                {
                    trials.ShouldBeNull("only the last one ends");
                }
            }

            return trials!;
        });

    private static Trials Search(
        UnitContext context, TestLearner learner, int most, int parallel, StepClock? clock, double? seconds, CancellationToken cancellation)
    {
        var candidate = context.Candidates().Candidates.Single(candidate => candidate.Id == "linear");
        var metric = new Auc();
        var time = (TimeProvider?)clock ?? TimeProvider.System;
        using var learnings = new FoldLearnings(
            TrainingRows.ForTuning(context, candidate, learner, cancellation), new LearningOptions(1, 1), 1L << 30, time);
        var validation = new CrossValidation(metric, null, learnings, parallel, TaskKind.Binary, time);
        var book = new TrialBook(context, candidate.Id, TaskKind.Binary, most, timed: seconds is not null);
        var deadline = new Deadline(time, seconds is { } left ? time.GetTimestamp() + (long)(left * time.TimestampFrequency) : null);
        var search = new TrialSearch(
            new SearchTask(candidate, learner, most, deadline, [], null), validation, new Race(metric, null, TaskKind.Binary, 1),
            new Proposals(candidate, 1), book, (share, _) => share.ShouldBeInRange(0, 1));
        search.Run(cancellation);
        if (book.Ran.Count == 0)
        {
            throw book.FirstFailure!;
        }

        book.Close();
        return book.ToTrials(metric, search.Ended, search.Exhausted);
    }

    private static Task<T> LookAsync<T>(Func<UnitContext, CancellationToken, T> look) =>
        StageProbe.LookAsync(Stage.Train, Five, TestProject.Rows(150), look, TestContext.Current.CancellationToken);

    /// <summary>A linear model that fails, forgets or takes time for some penalties.</summary>
    private sealed class TestLearner : ILearner
    {
        private readonly LinearSource inner = new();
        private int fits;

        public Dictionary<double, Exception> Failing { get; } = [];

        public HashSet<double> Useless { get; } = [];

        public Exception? Always { get; init; }

        public double? NoNumber { get; init; }

        public bool Same { get; init; }

        public int KilledAfter { get; init; } = int.MaxValue;

        public StepClock? Clock { get; init; }

        public double Seconds { get; init; }

        public int SlowAfter { get; init; } = int.MaxValue;

        public CancellationTokenSource Life { get; } = new();

        public int Fits => fits;

        public string Name => inner.Own.Name;

        public string Title => inner.Own.Title;

        public LearnerNeeds Needs => inner.Own.Needs;

        public bool Can(TaskKind task) => inner.Own.Can(task);

        public SearchSpace Space(TaskKind task, long rows, int features) => inner.Own.Space(task, rows, features);

        public IModel Load(ReadOnlyMemory<byte> saved) => inner.Own.Load(saved);

        public ILearning Begin(TrainingSet train, TrainingSet? validate, LearningOptions options) =>
            new Learning(this, inner.Own.Begin(train, validate, options));

        private sealed class Learning(TestLearner owner, ILearning inner) : ILearning
        {
            public Learned Fit(Parameters parameters, CancellationToken cancellation)
            {
                var number = Interlocked.Increment(ref owner.fits);
                owner.Clock?.Advance(TimeSpan.FromSeconds(number > owner.SlowAfter ? 100 : owner.Seconds));
                var l2 = parameters["l2"];
                if (number > owner.KilledAfter)
                {
                    // The process is gone: nothing after this is written.
                    owner.Life.Cancel();
                    cancellation.ThrowIfCancellationRequested();
                }

                if ((owner.Always ?? owner.Failing.GetValueOrDefault(l2)) is { } failure)
                {
                    throw failure;
                }

                var learned = inner.Fit(owner.Same ? new Parameters([KeyValuePair.Create("l2", 1.0)]) : parameters, cancellation);
                return owner.NoNumber == l2 ? new Learned(new Changed(learned.Model, _ => double.NaN), 1)
                    : owner.Useless.Contains(l2) ? new Learned(new Changed(learned.Model, score => 1 - score), 1)
                    : learned;
            }

            public void Dispose() => inner.Dispose();
        }

        private sealed class LinearSource
        {
            public ILearner Own { get; } = LearnerCatalog.Get("linear");
        }

        private sealed class Changed(IModel inner, Func<double, double> change) : IModel
        {
            public IReadOnlyList<string> Features => inner.Features;

            public int Outputs => inner.Outputs;

            public void Score(RowBlock features, Span<double> scores)
            {
                inner.Score(features, scores);
                foreach (ref var score in scores)
                {
                    score = change(score);
                }
            }

            public IModel AtRounds(int rounds) => this;

            public IReadOnlyList<double> Importance() => inner.Importance();

            public byte[] Save() => inner.Save();
        }
    }

    /// <summary>A clock that stands until it is moved.</summary>
    private sealed class StepClock : TimeProvider
    {
        private long ticks = TimeSpan.TicksPerDay;

        public TimeSpan Elapsed => TimeSpan.FromTicks(Interlocked.Read(ref ticks) - TimeSpan.TicksPerDay);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref ticks);

        public void Advance(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);
    }
}
