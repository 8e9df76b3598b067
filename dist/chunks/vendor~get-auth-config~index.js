import { i as __require, t as __commonJSMin } from "./rolldown-runtime.js";
import { n as require_src, t as require_graceful_fs } from "./vendor~artifact~get-auth-config~index.js";
// node_modules/retry/lib/retry_operation.js
var require_retry_operation = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	function RetryOperation(timeouts, options) {
		if (typeof options === "boolean") options = { forever: options };
		this._originalTimeouts = JSON.parse(JSON.stringify(timeouts));
		this._timeouts = timeouts;
		this._options = options || {};
		this._maxRetryTime = options && options.maxRetryTime || 1e400;
		this._fn = null;
		this._errors = [];
		this._attempts = 1;
		this._operationTimeout = null;
		this._operationTimeoutCb = null;
		this._timeout = null;
		this._operationStart = null;
		if (this._options.forever) this._cachedTimeouts = this._timeouts.slice(0);
	}
	module.exports = RetryOperation;
	RetryOperation.prototype.reset = function() {
		this._attempts = 1;
		this._timeouts = this._originalTimeouts;
	};
	RetryOperation.prototype.stop = function() {
		if (this._timeout) clearTimeout(this._timeout);
		this._timeouts = [];
		this._cachedTimeouts = null;
	};
	RetryOperation.prototype.retry = function(err) {
		if (this._timeout) clearTimeout(this._timeout);
		if (!err) return false;
		var currentTime = (/* @__PURE__ */ new Date()).getTime();
		if (err && currentTime - this._operationStart >= this._maxRetryTime) {
			this._errors.unshift(/* @__PURE__ */ new Error("RetryOperation timeout occurred"));
			return false;
		}
		this._errors.push(err);
		var timeout = this._timeouts.shift();
		if (timeout === void 0) {
			if (this._cachedTimeouts) {
				this._errors.splice(this._errors.length - 1, this._errors.length);
				this._timeouts = this._cachedTimeouts.slice(0);
				timeout = this._timeouts.shift();
			} else return false;
		}
		var self = this;
		var timer = setTimeout(function() {
			self._attempts++;
			if (self._operationTimeoutCb) {
				self._timeout = setTimeout(function() {
					self._operationTimeoutCb(self._attempts);
				}, self._operationTimeout);
				if (self._options.unref) self._timeout.unref();
			}
			self._fn(self._attempts);
		}, timeout);
		if (this._options.unref) timer.unref();
		return true;
	};
	RetryOperation.prototype.attempt = function(fn, timeoutOps) {
		this._fn = fn;
		if (timeoutOps) {
			if (timeoutOps.timeout) this._operationTimeout = timeoutOps.timeout;
			if (timeoutOps.cb) this._operationTimeoutCb = timeoutOps.cb;
		}
		var self = this;
		if (this._operationTimeoutCb) this._timeout = setTimeout(function() {
			self._operationTimeoutCb();
		}, self._operationTimeout);
		this._operationStart = (/* @__PURE__ */ new Date()).getTime();
		this._fn(this._attempts);
	};
	RetryOperation.prototype.try = function(fn) {
		console.log("Using RetryOperation.try() is deprecated");
		this.attempt(fn);
	};
	RetryOperation.prototype.start = function(fn) {
		console.log("Using RetryOperation.start() is deprecated");
		this.attempt(fn);
	};
	RetryOperation.prototype.start = RetryOperation.prototype.try;
	RetryOperation.prototype.errors = function() {
		return this._errors;
	};
	RetryOperation.prototype.attempts = function() {
		return this._attempts;
	};
	RetryOperation.prototype.mainError = function() {
		if (this._errors.length === 0) return null;
		var counts = {};
		var mainError = null;
		var mainErrorCount = 0;
		for (var i = 0; i < this._errors.length; i++) {
			var error = this._errors[i];
			var message = error.message;
			var count = (counts[message] || 0) + 1;
			counts[message] = count;
			if (count >= mainErrorCount) {
				mainError = error;
				mainErrorCount = count;
			}
		}
		return mainError;
	};
}));
// node_modules/retry/lib/retry.js
var require_retry$2 = /* @__PURE__ */ __commonJSMin(((exports) => {
	var RetryOperation = require_retry_operation();
	exports.operation = function(options) {
		return new RetryOperation(exports.timeouts(options), {
			forever: options && options.forever,
			unref: options && options.unref,
			maxRetryTime: options && options.maxRetryTime
		});
	};
	exports.timeouts = function(options) {
		if (options instanceof Array) return [].concat(options);
		var opts = {
			retries: 10,
			factor: 2,
			minTimeout: 1e3,
			maxTimeout: 1e400,
			randomize: false
		};
		for (var key in options) opts[key] = options[key];
		if (opts.minTimeout > opts.maxTimeout) throw new Error("minTimeout is greater than maxTimeout");
		var timeouts = [];
		for (var i = 0; i < opts.retries; i++) timeouts.push(this.createTimeout(i, opts));
		if (options && options.forever && !timeouts.length) timeouts.push(this.createTimeout(i, opts));
		timeouts.sort(function(a, b) {
			return a - b;
		});
		return timeouts;
	};
	exports.createTimeout = function(attempt, opts) {
		var random = opts.randomize ? Math.random() + 1 : 1;
		var timeout = Math.round(random * opts.minTimeout * Math.pow(opts.factor, attempt));
		timeout = Math.min(timeout, opts.maxTimeout);
		return timeout;
	};
	exports.wrap = function(obj, options, methods) {
		if (options instanceof Array) {
			methods = options;
			options = null;
		}
		if (!methods) {
			methods = [];
			for (var key in obj) if (typeof obj[key] === "function") methods.push(key);
		}
		for (var i = 0; i < methods.length; i++) {
			var method = methods[i];
			var original = obj[method];
			obj[method] = function retryWrapper(original) {
				var op = exports.operation(options);
				var args = Array.prototype.slice.call(arguments, 1);
				var callback = args.pop();
				args.push(function(err) {
					if (op.retry(err)) return;
					if (err) arguments[0] = op.mainError();
					callback.apply(this, arguments);
				});
				op.attempt(function() {
					original.apply(obj, args);
				});
			}.bind(obj, original);
			obj[method].options = options;
		}
	};
}));
// node_modules/retry/index.js
var require_retry$1 = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	module.exports = require_retry$2();
}));
// node_modules/proper-lockfile/node_modules/signal-exit/signals.js
var require_signals = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	module.exports = [
		"SIGABRT",
		"SIGALRM",
		"SIGHUP",
		"SIGINT",
		"SIGTERM"
	];
	if (process.platform !== "win32") module.exports.push("SIGVTALRM", "SIGXCPU", "SIGXFSZ", "SIGUSR2", "SIGTRAP", "SIGSYS", "SIGQUIT", "SIGIOT");
	if (process.platform === "linux") module.exports.push("SIGIO", "SIGPOLL", "SIGPWR", "SIGSTKFLT", "SIGUNUSED");
}));
// node_modules/proper-lockfile/node_modules/signal-exit/index.js
var require_signal_exit = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	var process = global.process;
	const processOk = function(process) {
		return process && typeof process === "object" && typeof process.removeListener === "function" && typeof process.emit === "function" && typeof process.reallyExit === "function" && typeof process.listeners === "function" && typeof process.kill === "function" && typeof process.pid === "number" && typeof process.on === "function";
	};
	/* istanbul ignore if */
	if (!processOk(process)) module.exports = function() {
		return function() {};
	};
	else {
		var assert = __require("assert");
		var signals = require_signals();
		var isWin = /^win/i.test(process.platform);
		var EE = __require("events");
		/* istanbul ignore if */
		if (typeof EE !== "function") EE = EE.EventEmitter;
		var emitter;
		if (process.__signal_exit_emitter__) emitter = process.__signal_exit_emitter__;
		else {
			emitter = process.__signal_exit_emitter__ = new EE();
			emitter.count = 0;
			emitter.emitted = {};
		}
		if (!emitter.infinite) {
			emitter.setMaxListeners(1e400);
			emitter.infinite = true;
		}
		module.exports = function(cb, opts) {
			/* istanbul ignore if */
			if (!processOk(global.process)) return function() {};
			assert.equal(typeof cb, "function", "a callback must be provided for exit handler");
			if (loaded === false) load();
			var ev = "exit";
			if (opts && opts.alwaysLast) ev = "afterexit";
			var remove = function() {
				emitter.removeListener(ev, cb);
				if (emitter.listeners("exit").length === 0 && emitter.listeners("afterexit").length === 0) unload();
			};
			emitter.on(ev, cb);
			return remove;
		};
		var unload = function unload() {
			if (!loaded || !processOk(global.process)) return;
			loaded = false;
			signals.forEach(function(sig) {
				try {
					process.removeListener(sig, sigListeners[sig]);
				} catch (er) {}
			});
			process.emit = originalProcessEmit;
			process.reallyExit = originalProcessReallyExit;
			emitter.count -= 1;
		};
		module.exports.unload = unload;
		var emit = function emit(event, code, signal) {
			/* istanbul ignore if */
			if (emitter.emitted[event]) return;
			emitter.emitted[event] = true;
			emitter.emit(event, code, signal);
		};
		var sigListeners = {};
		signals.forEach(function(sig) {
			sigListeners[sig] = function listener() {
				/* istanbul ignore if */
				if (!processOk(global.process)) return;
				if (process.listeners(sig).length === emitter.count) {
					unload();
					emit("exit", null, sig);
					/* istanbul ignore next */
					emit("afterexit", null, sig);
					/* istanbul ignore next */
					if (isWin && sig === "SIGHUP") sig = "SIGINT";
					/* istanbul ignore next */
					process.kill(process.pid, sig);
				}
			};
		});
		module.exports.signals = function() {
			return signals;
		};
		var loaded = false;
		var load = function load() {
			if (loaded || !processOk(global.process)) return;
			loaded = true;
			emitter.count += 1;
			signals = signals.filter(function(sig) {
				try {
					process.on(sig, sigListeners[sig]);
					return true;
				} catch (er) {
					return false;
				}
			});
			process.emit = processEmit;
			process.reallyExit = processReallyExit;
		};
		module.exports.load = load;
		var originalProcessReallyExit = process.reallyExit;
		var processReallyExit = function processReallyExit(code) {
			/* istanbul ignore if */
			if (!processOk(global.process)) return;
			process.exitCode = code || /* istanbul ignore next */ 0;
			emit("exit", process.exitCode, null);
			/* istanbul ignore next */
			emit("afterexit", process.exitCode, null);
			/* istanbul ignore next */
			originalProcessReallyExit.call(process, process.exitCode);
		};
		var originalProcessEmit = process.emit;
		var processEmit = function processEmit(ev, arg) {
			if (ev === "exit" && processOk(global.process)) {
				/* istanbul ignore else */
				if (arg !== void 0) process.exitCode = arg;
				var ret = originalProcessEmit.apply(this, arguments);
				/* istanbul ignore next */
				emit("exit", process.exitCode, null);
				/* istanbul ignore next */
				emit("afterexit", process.exitCode, null);
				/* istanbul ignore next */
				return ret;
			} else return originalProcessEmit.apply(this, arguments);
		};
	}
}));
// node_modules/proper-lockfile/lib/mtime-precision.js
var require_mtime_precision = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const cacheSymbol = Symbol();
	function probe(file, fs, callback) {
		const cachedPrecision = fs[cacheSymbol];
		if (cachedPrecision) return fs.stat(file, (err, stat) => {
			/* istanbul ignore if */
			if (err) return callback(err);
			callback(null, stat.mtime, cachedPrecision);
		});
		const mtime = /* @__PURE__ */ new Date(Math.ceil(Date.now() / 1e3) * 1e3 + 5);
		fs.utimes(file, mtime, mtime, (err) => {
			/* istanbul ignore if */
			if (err) return callback(err);
			fs.stat(file, (err, stat) => {
				/* istanbul ignore if */
				if (err) return callback(err);
				const precision = stat.mtime.getTime() % 1e3 === 0 ? "s" : "ms";
				Object.defineProperty(fs, cacheSymbol, { value: precision });
				callback(null, stat.mtime, precision);
			});
		});
	}
	function getMtime(precision) {
		let now = Date.now();
		if (precision === "s") now = Math.ceil(now / 1e3) * 1e3;
		return new Date(now);
	}
	module.exports.probe = probe;
	module.exports.getMtime = getMtime;
}));
// node_modules/proper-lockfile/lib/lockfile.js
var require_lockfile = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const path = __require("path");
	const fs = require_graceful_fs();
	const retry = require_retry$1();
	const onExit = require_signal_exit();
	const mtimePrecision = require_mtime_precision();
	const locks = {};
	function getLockFile(file, options) {
		return options.lockfilePath || `${file}.lock`;
	}
	function resolveCanonicalPath(file, options, callback) {
		if (!options.realpath) return callback(null, path.resolve(file));
		options.fs.realpath(file, callback);
	}
	function acquireLock(file, options, callback) {
		const lockfilePath = getLockFile(file, options);
		options.fs.mkdir(lockfilePath, (err) => {
			if (!err) return mtimePrecision.probe(lockfilePath, options.fs, (err, mtime, mtimePrecision) => {
				/* istanbul ignore if */
				if (err) {
					options.fs.rmdir(lockfilePath, () => {});
					return callback(err);
				}
				callback(null, mtime, mtimePrecision);
			});
			if (err.code !== "EEXIST") return callback(err);
			if (options.stale <= 0) return callback(Object.assign(/* @__PURE__ */ new Error("Lock file is already being held"), {
				code: "ELOCKED",
				file
			}));
			options.fs.stat(lockfilePath, (err, stat) => {
				if (err) {
					if (err.code === "ENOENT") return acquireLock(file, {
						...options,
						stale: 0
					}, callback);
					return callback(err);
				}
				if (!isLockStale(stat, options)) return callback(Object.assign(/* @__PURE__ */ new Error("Lock file is already being held"), {
					code: "ELOCKED",
					file
				}));
				removeLock(file, options, (err) => {
					if (err) return callback(err);
					acquireLock(file, {
						...options,
						stale: 0
					}, callback);
				});
			});
		});
	}
	function isLockStale(stat, options) {
		return stat.mtime.getTime() < Date.now() - options.stale;
	}
	function removeLock(file, options, callback) {
		options.fs.rmdir(getLockFile(file, options), (err) => {
			if (err && err.code !== "ENOENT") return callback(err);
			callback();
		});
	}
	function updateLock(file, options) {
		const lock = locks[file];
		/* istanbul ignore if */
		if (lock.updateTimeout) return;
		lock.updateDelay = lock.updateDelay || options.update;
		lock.updateTimeout = setTimeout(() => {
			lock.updateTimeout = null;
			options.fs.stat(lock.lockfilePath, (err, stat) => {
				const isOverThreshold = lock.lastUpdate + options.stale < Date.now();
				if (err) {
					if (err.code === "ENOENT" || isOverThreshold) return setLockAsCompromised(file, lock, Object.assign(err, { code: "ECOMPROMISED" }));
					lock.updateDelay = 1e3;
					return updateLock(file, options);
				}
				if (!(lock.mtime.getTime() === stat.mtime.getTime())) return setLockAsCompromised(file, lock, Object.assign(/* @__PURE__ */ new Error("Unable to update lock within the stale threshold"), { code: "ECOMPROMISED" }));
				const mtime = mtimePrecision.getMtime(lock.mtimePrecision);
				options.fs.utimes(lock.lockfilePath, mtime, mtime, (err) => {
					const isOverThreshold = lock.lastUpdate + options.stale < Date.now();
					if (lock.released) return;
					if (err) {
						if (err.code === "ENOENT" || isOverThreshold) return setLockAsCompromised(file, lock, Object.assign(err, { code: "ECOMPROMISED" }));
						lock.updateDelay = 1e3;
						return updateLock(file, options);
					}
					lock.mtime = mtime;
					lock.lastUpdate = Date.now();
					lock.updateDelay = null;
					updateLock(file, options);
				});
			});
		}, lock.updateDelay);
		/* istanbul ignore else */
		if (lock.updateTimeout.unref) lock.updateTimeout.unref();
	}
	function setLockAsCompromised(file, lock, err) {
		lock.released = true;
		/* istanbul ignore if */
		if (lock.updateTimeout) clearTimeout(lock.updateTimeout);
		if (locks[file] === lock) delete locks[file];
		lock.options.onCompromised(err);
	}
	function lock(file, options, callback) {
		/* istanbul ignore next */
		options = {
			stale: 1e4,
			update: null,
			realpath: true,
			retries: 0,
			fs,
			onCompromised: (err) => {
				throw err;
			},
			...options
		};
		options.retries = options.retries || 0;
		options.retries = typeof options.retries === "number" ? { retries: options.retries } : options.retries;
		options.stale = Math.max(options.stale || 0, 2e3);
		options.update = options.update == null ? options.stale / 2 : options.update || 0;
		options.update = Math.max(Math.min(options.update, options.stale / 2), 1e3);
		resolveCanonicalPath(file, options, (err, file) => {
			if (err) return callback(err);
			const operation = retry.operation(options.retries);
			operation.attempt(() => {
				acquireLock(file, options, (err, mtime, mtimePrecision) => {
					if (operation.retry(err)) return;
					if (err) return callback(operation.mainError());
					const lock = locks[file] = {
						lockfilePath: getLockFile(file, options),
						mtime,
						mtimePrecision,
						options,
						lastUpdate: Date.now()
					};
					updateLock(file, options);
					callback(null, (releasedCallback) => {
						if (lock.released) return releasedCallback && releasedCallback(Object.assign(/* @__PURE__ */ new Error("Lock is already released"), { code: "ERELEASED" }));
						unlock(file, {
							...options,
							realpath: false
						}, releasedCallback);
					});
				});
			});
		});
	}
	function unlock(file, options, callback) {
		options = {
			fs,
			realpath: true,
			...options
		};
		resolveCanonicalPath(file, options, (err, file) => {
			if (err) return callback(err);
			const lock = locks[file];
			if (!lock) return callback(Object.assign(/* @__PURE__ */ new Error("Lock is not acquired/owned by you"), { code: "ENOTACQUIRED" }));
			lock.updateTimeout && clearTimeout(lock.updateTimeout);
			lock.released = true;
			delete locks[file];
			removeLock(file, options, callback);
		});
	}
	function check(file, options, callback) {
		options = {
			stale: 1e4,
			realpath: true,
			fs,
			...options
		};
		options.stale = Math.max(options.stale || 0, 2e3);
		resolveCanonicalPath(file, options, (err, file) => {
			if (err) return callback(err);
			options.fs.stat(getLockFile(file, options), (err, stat) => {
				if (err) return err.code === "ENOENT" ? callback(null, false) : callback(err);
				return callback(null, !isLockStale(stat, options));
			});
		});
	}
	function getLocks() {
		return locks;
	}
	/* istanbul ignore next */
	onExit(() => {
		for (const file in locks) {
			const options = locks[file].options;
			try {
				options.fs.rmdirSync(getLockFile(file, options));
			} catch (e) {}
		}
	});
	module.exports.lock = lock;
	module.exports.unlock = unlock;
	module.exports.check = check;
	module.exports.getLocks = getLocks;
}));
// node_modules/proper-lockfile/lib/adapter.js
var require_adapter = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const fs = require_graceful_fs();
	function createSyncFs(fs) {
		const methods = [
			"mkdir",
			"realpath",
			"stat",
			"rmdir",
			"utimes"
		];
		const newFs = { ...fs };
		methods.forEach((method) => {
			newFs[method] = (...args) => {
				const callback = args.pop();
				let ret;
				try {
					ret = fs[`${method}Sync`](...args);
				} catch (err) {
					return callback(err);
				}
				callback(null, ret);
			};
		});
		return newFs;
	}
	function toPromise(method) {
		return (...args) => new Promise((resolve, reject) => {
			args.push((err, result) => {
				if (err) reject(err);
				else resolve(result);
			});
			method(...args);
		});
	}
	function toSync(method) {
		return (...args) => {
			let err;
			let result;
			args.push((_err, _result) => {
				err = _err;
				result = _result;
			});
			method(...args);
			if (err) throw err;
			return result;
		};
	}
	function toSyncOptions(options) {
		options = { ...options };
		options.fs = createSyncFs(options.fs || fs);
		if (typeof options.retries === "number" && options.retries > 0 || options.retries && typeof options.retries.retries === "number" && options.retries.retries > 0) throw Object.assign(/* @__PURE__ */ new Error("Cannot use retries with the sync api"), { code: "ESYNC" });
		return options;
	}
	module.exports = {
		toPromise,
		toSync,
		toSyncOptions
	};
}));
// node_modules/proper-lockfile/index.js
var require_proper_lockfile = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const lockfile = require_lockfile();
	const { toPromise, toSync, toSyncOptions } = require_adapter();
	async function lock(file, options) {
		const release = await toPromise(lockfile.lock)(file, options);
		return toPromise(release);
	}
	function lockSync(file, options) {
		const release = toSync(lockfile.lock)(file, toSyncOptions(options));
		return toSync(release);
	}
	function unlock(file, options) {
		return toPromise(lockfile.unlock)(file, options);
	}
	function unlockSync(file, options) {
		return toSync(lockfile.unlock)(file, toSyncOptions(options));
	}
	function check(file, options) {
		return toPromise(lockfile.check)(file, options);
	}
	function checkSync(file, options) {
		return toSync(lockfile.check)(file, toSyncOptions(options));
	}
	module.exports = lock;
	module.exports.lock = lock;
	module.exports.unlock = unlock;
	module.exports.lockSync = lockSync;
	module.exports.unlockSync = unlockSync;
	module.exports.check = check;
	module.exports.checkSync = checkSync;
}));
// node_modules/tmp/lib/tmp.js
var require_tmp = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	/*!
	* Tmp
	*
	* Copyright (c) 2011-2017 KARASZI Istvan <github@spam.raszi.hu>
	*
	* MIT Licensed
	*/
	const fs = __require("fs");
	const os = __require("os");
	const path = __require("path");
	const crypto = __require("crypto");
	const _c = {
		fs: fs.constants,
		os: os.constants
	};
	const RANDOM_CHARS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	const TEMPLATE_PATTERN = /XXXXXX/;
	const DEFAULT_TRIES = 3;
	const CREATE_FLAGS = (_c.O_CREAT || _c.fs.O_CREAT) | (_c.O_EXCL || _c.fs.O_EXCL) | (_c.O_RDWR || _c.fs.O_RDWR);
	const IS_WIN32 = os.platform() === "win32";
	const EBADF = _c.EBADF || _c.os.errno.EBADF;
	const ENOENT = _c.ENOENT || _c.os.errno.ENOENT;
	const DIR_MODE = 448;
	const FILE_MODE = 384;
	const EXIT = "exit";
	const _removeObjects = [];
	const FN_RMDIR_SYNC = fs.rmdirSync.bind(fs);
	let _gracefulCleanup = false;
	/**
	* Recursively remove a directory and its contents.
	*
	* @param {string} dirPath path of directory to remove
	* @param {Function} callback
	* @private
	*/
	function rimraf(dirPath, callback) {
		return fs.rm(dirPath, { recursive: true }, callback);
	}
	/**
	* Recursively remove a directory and its contents, synchronously.
	*
	* @param {string} dirPath path of directory to remove
	* @private
	*/
	function FN_RIMRAF_SYNC(dirPath) {
		return fs.rmSync(dirPath, { recursive: true });
	}
	/**
	* Gets a temporary file name.
	*
	* @param {(Options|tmpNameCallback)} options options or callback
	* @param {?tmpNameCallback} callback the callback function
	*/
	function tmpName(options, callback) {
		const args = _parseArguments(options, callback), opts = args[0], cb = args[1];
		_assertAndSanitizeOptions(opts, function(err, sanitizedOptions) {
			if (err) return cb(err);
			let tries = sanitizedOptions.tries;
			(function _getUniqueName() {
				try {
					const name = _generateTmpName(sanitizedOptions);
					fs.stat(name, function(err) {
						/* istanbul ignore else */
						if (!err) {
							/* istanbul ignore else */
							if (tries-- > 0) return _getUniqueName();
							return cb(/* @__PURE__ */ new Error("Could not get a unique tmp filename, max tries reached " + name));
						}
						cb(null, name);
					});
				} catch (err) {
					cb(err);
				}
			})();
		});
	}
	/**
	* Synchronous version of tmpName.
	*
	* @param {Object} options
	* @returns {string} the generated random name
	* @throws {Error} if the options are invalid or could not generate a filename
	*/
	function tmpNameSync(options) {
		const opts = _parseArguments(options)[0];
		const sanitizedOptions = _assertAndSanitizeOptionsSync(opts);
		let tries = sanitizedOptions.tries;
		do {
			const name = _generateTmpName(sanitizedOptions);
			try {
				fs.statSync(name);
			} catch (e) {
				return name;
			}
		} while (tries-- > 0);
		throw new Error("Could not get a unique tmp filename, max tries reached");
	}
	/**
	* Creates and opens a temporary file.
	*
	* @param {(Options|null|undefined|fileCallback)} options the config options or the callback function or null or undefined
	* @param {?fileCallback} callback
	*/
	function file(options, callback) {
		const args = _parseArguments(options, callback), opts = args[0], cb = args[1];
		tmpName(opts, function _tmpNameCreated(err, name) {
			/* istanbul ignore else */
			if (err) return cb(err);
			fs.open(name, CREATE_FLAGS, opts.mode || FILE_MODE, function _fileCreated(err, fd) {
				if (err) return cb(err);
				if (opts.discardDescriptor) return fs.close(fd, function _discardCallback(possibleErr) {
					return cb(possibleErr, name, void 0, _prepareTmpFileRemoveCallback(name, -1, opts, false));
				});
				else {
					const discardOrDetachDescriptor = opts.discardDescriptor || opts.detachDescriptor;
					cb(null, name, fd, _prepareTmpFileRemoveCallback(name, discardOrDetachDescriptor ? -1 : fd, opts, false));
				}
			});
		});
	}
	/**
	* Synchronous version of file.
	*
	* @param {Options} options
	* @returns {FileSyncObject} object consists of name, fd and removeCallback
	* @throws {Error} if cannot create a file
	*/
	function fileSync(options) {
		const opts = _parseArguments(options)[0];
		const discardOrDetachDescriptor = opts.discardDescriptor || opts.detachDescriptor;
		const name = tmpNameSync(opts);
		let fd = fs.openSync(name, CREATE_FLAGS, opts.mode || FILE_MODE);
		/* istanbul ignore else */
		if (opts.discardDescriptor) {
			fs.closeSync(fd);
			fd = void 0;
		}
		return {
			name,
			fd,
			removeCallback: _prepareTmpFileRemoveCallback(name, discardOrDetachDescriptor ? -1 : fd, opts, true)
		};
	}
	/**
	* Creates a temporary directory.
	*
	* @param {(Options|dirCallback)} options the options or the callback function
	* @param {?dirCallback} callback
	*/
	function dir(options, callback) {
		const args = _parseArguments(options, callback), opts = args[0], cb = args[1];
		tmpName(opts, function _tmpNameCreated(err, name) {
			/* istanbul ignore else */
			if (err) return cb(err);
			fs.mkdir(name, opts.mode || DIR_MODE, function _dirCreated(err) {
				/* istanbul ignore else */
				if (err) return cb(err);
				cb(null, name, _prepareTmpDirRemoveCallback(name, opts, false));
			});
		});
	}
	/**
	* Synchronous version of dir.
	*
	* @param {Options} options
	* @returns {DirSyncObject} object consists of name and removeCallback
	* @throws {Error} if it cannot create a directory
	*/
	function dirSync(options) {
		const opts = _parseArguments(options)[0];
		const name = tmpNameSync(opts);
		fs.mkdirSync(name, opts.mode || DIR_MODE);
		return {
			name,
			removeCallback: _prepareTmpDirRemoveCallback(name, opts, true)
		};
	}
	/**
	* Removes files asynchronously.
	*
	* @param {Object} fdPath
	* @param {Function} next
	* @private
	*/
	function _removeFileAsync(fdPath, next) {
		const _handler = function(err) {
			if (err && !_isENOENT(err)) return next(err);
			next();
		};
		if (0 <= fdPath[0]) fs.close(fdPath[0], function() {
			fs.unlink(fdPath[1], _handler);
		});
		else fs.unlink(fdPath[1], _handler);
	}
	/**
	* Removes files synchronously.
	*
	* @param {Object} fdPath
	* @private
	*/
	function _removeFileSync(fdPath) {
		let rethrownException = null;
		try {
			if (0 <= fdPath[0]) fs.closeSync(fdPath[0]);
		} catch (e) {
			if (!_isEBADF(e) && !_isENOENT(e)) throw e;
		} finally {
			try {
				fs.unlinkSync(fdPath[1]);
			} catch (e) {
				if (!_isENOENT(e)) rethrownException = e;
			}
		}
		if (rethrownException !== null) throw rethrownException;
	}
	/**
	* Prepares the callback for removal of the temporary file.
	*
	* Returns either a sync callback or a async callback depending on whether
	* fileSync or file was called, which is expressed by the sync parameter.
	*
	* @param {string} name the path of the file
	* @param {number} fd file descriptor
	* @param {Object} opts
	* @param {boolean} sync
	* @returns {fileCallback | fileCallbackSync}
	* @private
	*/
	function _prepareTmpFileRemoveCallback(name, fd, opts, sync) {
		const removeCallbackSync = _prepareRemoveCallback(_removeFileSync, [fd, name], sync);
		const removeCallback = _prepareRemoveCallback(_removeFileAsync, [fd, name], sync, removeCallbackSync);
		if (!opts.keep) _removeObjects.unshift(removeCallbackSync);
		return sync ? removeCallbackSync : removeCallback;
	}
	/**
	* Prepares the callback for removal of the temporary directory.
	*
	* Returns either a sync callback or a async callback depending on whether
	* tmpFileSync or tmpFile was called, which is expressed by the sync parameter.
	*
	* @param {string} name
	* @param {Object} opts
	* @param {boolean} sync
	* @returns {Function} the callback
	* @private
	*/
	function _prepareTmpDirRemoveCallback(name, opts, sync) {
		const removeFunction = opts.unsafeCleanup ? rimraf : fs.rmdir.bind(fs);
		const removeCallbackSync = _prepareRemoveCallback(opts.unsafeCleanup ? FN_RIMRAF_SYNC : FN_RMDIR_SYNC, name, sync);
		const removeCallback = _prepareRemoveCallback(removeFunction, name, sync, removeCallbackSync);
		if (!opts.keep) _removeObjects.unshift(removeCallbackSync);
		return sync ? removeCallbackSync : removeCallback;
	}
	/**
	* Creates a guarded function wrapping the removeFunction call.
	*
	* The cleanup callback is save to be called multiple times.
	* Subsequent invocations will be ignored.
	*
	* @param {Function} removeFunction
	* @param {string} fileOrDirName
	* @param {boolean} sync
	* @param {cleanupCallbackSync?} cleanupCallbackSync
	* @returns {cleanupCallback | cleanupCallbackSync}
	* @private
	*/
	function _prepareRemoveCallback(removeFunction, fileOrDirName, sync, cleanupCallbackSync) {
		let called = false;
		return function _cleanupCallback(next) {
			/* istanbul ignore else */
			if (!called) {
				const toRemove = cleanupCallbackSync || _cleanupCallback;
				const index = _removeObjects.indexOf(toRemove);
				/* istanbul ignore else */
				if (index >= 0) _removeObjects.splice(index, 1);
				called = true;
				if (sync || removeFunction === FN_RMDIR_SYNC || removeFunction === FN_RIMRAF_SYNC) return removeFunction(fileOrDirName);
				else return removeFunction(fileOrDirName, next || function() {});
			}
		};
	}
	/**
	* The garbage collector.
	*
	* @private
	*/
	function _garbageCollector() {
		/* istanbul ignore else */
		if (!_gracefulCleanup) return;
		while (_removeObjects.length) try {
			_removeObjects[0]();
		} catch (e) {}
	}
	/**
	* Random name generator based on crypto.
	* Adapted from http://blog.tompawlak.org/how-to-generate-random-values-nodejs-javascript
	*
	* @param {number} howMany
	* @returns {string} the generated random name
	* @private
	*/
	function _randomChars(howMany) {
		let value = [], rnd = null;
		try {
			rnd = crypto.randomBytes(howMany);
		} catch (e) {
			rnd = crypto.pseudoRandomBytes(howMany);
		}
		for (let i = 0; i < howMany; i++) value.push(RANDOM_CHARS[rnd[i] % 62]);
		return value.join("");
	}
	/**
	* Checks whether the `obj` parameter is defined or not.
	*
	* @param {Object} obj
	* @returns {boolean} true if the object is undefined
	* @private
	*/
	function _isUndefined(obj) {
		return typeof obj === "undefined";
	}
	/**
	* Parses the function arguments.
	*
	* This function helps to have optional arguments.
	*
	* @param {(Options|null|undefined|Function)} options
	* @param {?Function} callback
	* @returns {Array} parsed arguments
	* @private
	*/
	function _parseArguments(options, callback) {
		/* istanbul ignore else */
		if (typeof options === "function") return [{}, options];
		/* istanbul ignore else */
		if (_isUndefined(options)) return [{}, callback];
		const actualOptions = {};
		for (const key of Object.getOwnPropertyNames(options)) actualOptions[key] = options[key];
		return [actualOptions, callback];
	}
	/**
	* Resolve the specified path name in respect to tmpDir.
	*
	* The specified name might include relative path components, e.g. ../
	* so we need to resolve in order to be sure that is is located inside tmpDir
	*
	* @private
	*/
	function _resolvePath(name, tmpDir, cb) {
		const pathToResolve = path.isAbsolute(name) ? name : path.join(tmpDir, name);
		fs.stat(pathToResolve, function(err) {
			if (err) fs.realpath(path.dirname(pathToResolve), function(err, parentDir) {
				if (err) return cb(err);
				cb(null, path.join(parentDir, path.basename(pathToResolve)));
			});
			else fs.realpath(pathToResolve, cb);
		});
	}
	/**
	* Resolve the specified path name in respect to tmpDir.
	*
	* The specified name might include relative path components, e.g. ../
	* so we need to resolve in order to be sure that is is located inside tmpDir
	*
	* @private
	*/
	function _resolvePathSync(name, tmpDir) {
		const pathToResolve = path.isAbsolute(name) ? name : path.join(tmpDir, name);
		try {
			fs.statSync(pathToResolve);
			return fs.realpathSync(pathToResolve);
		} catch (_err) {
			const parentDir = fs.realpathSync(path.dirname(pathToResolve));
			return path.join(parentDir, path.basename(pathToResolve));
		}
	}
	/**
	* Generates a new temporary name.
	*
	* @param {Object} opts
	* @returns {string} the new random name according to opts
	* @private
	*/
	function _generateTmpName(opts) {
		const tmpDir = opts.tmpdir;
		/* istanbul ignore else */
		if (!_isUndefined(opts.name)) return path.join(tmpDir, opts.dir, opts.name);
		/* istanbul ignore else */
		if (!_isUndefined(opts.template)) return path.join(tmpDir, opts.dir, opts.template).replace(TEMPLATE_PATTERN, _randomChars(6));
		const name = [
			opts.prefix ? opts.prefix : "tmp",
			"-",
			process.pid,
			"-",
			_randomChars(12),
			opts.postfix ? "-" + opts.postfix : ""
		].join("");
		return path.join(tmpDir, opts.dir, name);
	}
	/**
	* Check the prefix, postfix, and template options.
	*
	* Rejects non-string inputs so that a non-string `.includes('..')` cannot evade
	* the substring check (e.g. an Array whose `.includes('..')` is element-wise,
	* or a duck-typed object with a custom `.includes`), and so that the value is
	* not later coerced to a string with traversal sequences via `Array.prototype.join`
	* or `path.join`.
	*
	* @private
	*/
	function _assertPath(option, value) {
		if (typeof value !== "string") throw new Error(`${option} option must be a string, got "${typeof value}".`);
		if (value.includes("..")) throw new Error("Relative value not allowed");
		return value;
	}
	/**
	* Asserts and sanitizes the basic options.
	*
	* @private
	*/
	function _assertOptionsBase(options) {
		if (!_isUndefined(options.name)) {
			const name = options.name;
			if (path.isAbsolute(name)) throw new Error(`name option must not contain an absolute path, found "${name}".`);
			const basename = path.basename(name);
			if (basename === ".." || basename === "." || basename !== name) throw new Error(`name option must not contain a path, found "${name}".`);
		}
		/* istanbul ignore else */
		if (!_isUndefined(options.template)) {
			if (typeof options.template !== "string") throw new Error(`template option must be a string, got "${typeof options.template}".`);
			if (!options.template.match(TEMPLATE_PATTERN)) throw new Error(`Invalid template, found "${options.template}".`);
		}
		/* istanbul ignore else */
		if (!_isUndefined(options.tries) && isNaN(options.tries) || options.tries < 0) throw new Error(`Invalid tries, found "${options.tries}".`);
		options.tries = _isUndefined(options.name) ? options.tries || DEFAULT_TRIES : 1;
		options.keep = !!options.keep;
		options.detachDescriptor = !!options.detachDescriptor;
		options.discardDescriptor = !!options.discardDescriptor;
		options.unsafeCleanup = !!options.unsafeCleanup;
		options.prefix = _isUndefined(options.prefix) ? "" : _assertPath("prefix", options.prefix);
		options.postfix = _isUndefined(options.postfix) ? "" : _assertPath("postfix", options.postfix);
		options.template = _isUndefined(options.template) ? void 0 : _assertPath("template", options.template);
	}
	/**
	* Gets the relative directory to tmpDir.
	*
	* @private
	*/
	function _getRelativePath(option, name, tmpDir, cb) {
		if (_isUndefined(name)) return cb(null);
		_resolvePath(name, tmpDir, function(err, resolvedPath) {
			if (err) return cb(err);
			const relativePath = path.relative(tmpDir, resolvedPath);
			if (relativePath.startsWith("..") || path.isAbsolute(relativePath)) return cb(/* @__PURE__ */ new Error(`${option} option must be relative to "${tmpDir}", found "${relativePath}".`));
			cb(null, relativePath);
		});
	}
	/**
	* Gets the relative path to tmpDir.
	*
	* @private
	*/
	function _getRelativePathSync(option, name, tmpDir) {
		if (_isUndefined(name)) return;
		const resolvedPath = _resolvePathSync(name, tmpDir);
		const relativePath = path.relative(tmpDir, resolvedPath);
		if (relativePath.startsWith("..") || path.isAbsolute(relativePath)) throw new Error(`${option} option must be relative to "${tmpDir}", found "${relativePath}".`);
		return relativePath;
	}
	/**
	* Asserts whether the specified options are valid, also sanitizes options and provides sane defaults for missing
	* options.
	*
	* @private
	*/
	function _assertAndSanitizeOptions(options, cb) {
		_getTmpDir(options, function(err, tmpDir) {
			if (err) return cb(err);
			options.tmpdir = tmpDir;
			try {
				_assertOptionsBase(options, tmpDir);
			} catch (err) {
				return cb(err);
			}
			_getRelativePath("dir", options.dir, tmpDir, function(err, dir) {
				if (err) return cb(err);
				options.dir = _isUndefined(dir) ? "" : dir;
				_getRelativePath("template", options.template, tmpDir, function(err, template) {
					if (err) return cb(err);
					options.template = template;
					cb(null, options);
				});
			});
		});
	}
	/**
	* Asserts whether the specified options are valid, also sanitizes options and provides sane defaults for missing
	* options.
	*
	* @private
	*/
	function _assertAndSanitizeOptionsSync(options) {
		const tmpDir = options.tmpdir = _getTmpDirSync(options);
		_assertOptionsBase(options, tmpDir);
		const dir = _getRelativePathSync("dir", options.dir, tmpDir);
		options.dir = _isUndefined(dir) ? "" : dir;
		options.template = _getRelativePathSync("template", options.template, tmpDir);
		return options;
	}
	/**
	* Helper for testing against EBADF to compensate changes made to Node 7.x under Windows.
	*
	* @private
	*/
	function _isEBADF(error) {
		return _isExpectedError(error, -EBADF, "EBADF");
	}
	/**
	* Helper for testing against ENOENT to compensate changes made to Node 7.x under Windows.
	*
	* @private
	*/
	function _isENOENT(error) {
		return _isExpectedError(error, -ENOENT, "ENOENT");
	}
	/**
	* Helper to determine whether the expected error code matches the actual code and errno,
	* which will differ between the supported node versions.
	*
	* - Node >= 7.0:
	*   error.code {string}
	*   error.errno {number} any numerical value will be negated
	*
	* CAVEAT
	*
	* On windows, the errno for EBADF is -4083 but os.constants.errno.EBADF is different and we must assume that ENOENT
	* is no different here.
	*
	* @param {SystemError} error
	* @param {number} errno
	* @param {string} code
	* @private
	*/
	function _isExpectedError(error, errno, code) {
		return IS_WIN32 ? error.code === code : error.code === code && error.errno === errno;
	}
	/**
	* Sets the graceful cleanup.
	*
	* If graceful cleanup is set, tmp will remove all controlled temporary objects on process exit, otherwise the
	* temporary objects will remain in place, waiting to be cleaned up on system restart or otherwise scheduled temporary
	* object removals.
	*/
	function setGracefulCleanup() {
		_gracefulCleanup = true;
	}
	/**
	* Returns the currently configured tmp dir from os.tmpdir().
	*
	* @private
	*/
	function _getTmpDir(options, cb) {
		return fs.realpath(options && options.tmpdir || os.tmpdir(), cb);
	}
	/**
	* Returns the currently configured tmp dir from os.tmpdir().
	*
	* @private
	*/
	function _getTmpDirSync(options) {
		return fs.realpathSync(options && options.tmpdir || os.tmpdir());
	}
	process.addListener(EXIT, _garbageCollector);
	/**
	* Configuration options.
	*
	* @typedef {Object} Options
	* @property {?boolean} keep the temporary object (file or dir) will not be garbage collected
	* @property {?number} tries the number of tries before give up the name generation
	* @property (?int) mode the access mode, defaults are 0o700 for directories and 0o600 for files
	* @property {?string} template the "mkstemp" like filename template
	* @property {?string} name fixed name relative to tmpdir or the specified dir option
	* @property {?string} dir tmp directory relative to the root tmp directory in use
	* @property {?string} prefix prefix for the generated name
	* @property {?string} postfix postfix for the generated name
	* @property {?string} tmpdir the root tmp directory which overrides the os tmpdir
	* @property {?boolean} unsafeCleanup recursively removes the created temporary directory, even when it's not empty
	* @property {?boolean} detachDescriptor detaches the file descriptor, caller is responsible for closing the file, tmp will no longer try closing the file during garbage collection
	* @property {?boolean} discardDescriptor discards the file descriptor (closes file, fd is -1), tmp will no longer try closing the file during garbage collection
	*/
	/**
	* @typedef {Object} FileSyncObject
	* @property {string} name the name of the file
	* @property {string} fd the file descriptor or -1 if the fd has been discarded
	* @property {fileCallback} removeCallback the callback function to remove the file
	*/
	/**
	* @typedef {Object} DirSyncObject
	* @property {string} name the name of the directory
	* @property {fileCallback} removeCallback the callback function to remove the directory
	*/
	/**
	* @callback tmpNameCallback
	* @param {?Error} err the error object if anything goes wrong
	* @param {string} name the temporary file name
	*/
	/**
	* @callback fileCallback
	* @param {?Error} err the error object if anything goes wrong
	* @param {string} name the temporary file name
	* @param {number} fd the file descriptor or -1 if the fd had been discarded
	* @param {cleanupCallback} fn the cleanup callback function
	*/
	/**
	* @callback fileCallbackSync
	* @param {?Error} err the error object if anything goes wrong
	* @param {string} name the temporary file name
	* @param {number} fd the file descriptor or -1 if the fd had been discarded
	* @param {cleanupCallbackSync} fn the cleanup callback function
	*/
	/**
	* @callback dirCallback
	* @param {?Error} err the error object if anything goes wrong
	* @param {string} name the temporary file name
	* @param {cleanupCallback} fn the cleanup callback function
	*/
	/**
	* @callback dirCallbackSync
	* @param {?Error} err the error object if anything goes wrong
	* @param {string} name the temporary file name
	* @param {cleanupCallbackSync} fn the cleanup callback function
	*/
	/**
	* Removes the temporary created file or directory.
	*
	* @callback cleanupCallback
	* @param {simpleCallback} [next] function to call whenever the tmp object needs to be removed
	*/
	/**
	* Removes the temporary created file or directory.
	*
	* @callback cleanupCallbackSync
	*/
	/**
	* Callback function for function composition.
	* @see {@link https://github.com/raszi/node-tmp/issues/57|raszi/node-tmp#57}
	*
	* @callback simpleCallback
	*/
	Object.defineProperty(module.exports, "tmpdir", {
		enumerable: true,
		configurable: false,
		get: function() {
			return _getTmpDirSync();
		}
	});
	module.exports.dir = dir;
	module.exports.dirSync = dirSync;
	module.exports.file = file;
	module.exports.fileSync = fileSync;
	module.exports.tmpName = tmpName;
	module.exports.tmpNameSync = tmpNameSync;
	module.exports.setGracefulCleanup = setGracefulCleanup;
}));
// node_modules/testcontainers/build/common/logger.js
var require_logger = /* @__PURE__ */ __commonJSMin(((exports, module, this$6) => {
	var __importDefault = this$6 && this$6.__importDefault || function(mod) {
		return mod && mod.__esModule ? mod : { "default": mod };
	};
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.execLog = exports.pullLog = exports.buildLog = exports.composeLog = exports.containerLog = exports.log = exports.Logger = void 0;
	const debug_1 = __importDefault(require_src());
	var Logger = class {
		showLevel;
		logger;
		constructor(namespace, showLevel = true) {
			this.showLevel = showLevel;
			this.logger = (0, debug_1.default)(namespace);
			if (process.env.NODE_ENV === "test") this.logger.log = console.log.bind(console);
		}
		enabled() {
			return this.logger.enabled;
		}
		trace(message, options) {
			this.logger(this.formatMessage(message, "TRACE", options));
		}
		debug(message, options) {
			this.logger(this.formatMessage(message, "DEBUG", options));
		}
		info(message, options) {
			this.logger(this.formatMessage(message, "INFO", options));
		}
		warn(message, options) {
			this.logger(this.formatMessage(message, "WARN", options));
		}
		error(message, options) {
			this.logger(this.formatMessage(message, "ERROR", options));
		}
		formatMessage(message, level, options) {
			return `${this.showLevel ? `[${level}] ` : ""}${this.renderOptions(options)}${message}`;
		}
		renderOptions(options) {
			let str = "";
			if (options?.containerId) str += `[${options.containerId.substring(0, 12)}] `;
			if (options?.imageName) str += `[${options.imageName}] `;
			return str;
		}
	};
	exports.Logger = Logger;
	exports.log = new Logger("testcontainers");
	exports.containerLog = new Logger("testcontainers:containers", false);
	exports.composeLog = new Logger("testcontainers:compose", false);
	exports.buildLog = new Logger("testcontainers:build", false);
	exports.pullLog = new Logger("testcontainers:pull", false);
	exports.execLog = new Logger("testcontainers:exec", false);
}));
// node_modules/testcontainers/build/common/file-lock.js
var require_file_lock = /* @__PURE__ */ __commonJSMin(((exports, module, this$5) => {
	var __importDefault = this$5 && this$5.__importDefault || function(mod) {
		return mod && mod.__esModule ? mod : { "default": mod };
	};
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.withFileLock = withFileLock;
	const promises_1 = __require("fs/promises");
	const path_1 = __importDefault(__require("path"));
	const proper_lockfile_1 = __importDefault(require_proper_lockfile());
	const tmp_1 = __importDefault(require_tmp());
	const logger_1 = require_logger();
	async function withFileLock(fileName, fn) {
		const file = await createEmptyTmpFile(fileName);
		let releaseLockFn;
		try {
			logger_1.log.debug(`Acquiring lock file "${file}"...`);
			releaseLockFn = await proper_lockfile_1.default.lock(file, { retries: {
				forever: true,
				factor: 1,
				minTimeout: 500,
				maxTimeout: 3e3,
				randomize: true
			} });
			logger_1.log.debug(`Acquired lock file "${file}"`);
			return await fn();
		} finally {
			if (releaseLockFn) {
				logger_1.log.debug(`Releasing lock file "${file}"...`);
				await releaseLockFn();
				logger_1.log.debug(`Released lock file "${file}"`);
			}
		}
	}
	async function createEmptyTmpFile(fileName) {
		const file = path_1.default.resolve(tmp_1.default.tmpdir, fileName);
		await (0, promises_1.writeFile)(file, "");
		return file;
	}
}));
// node_modules/testcontainers/build/common/hash.js
var require_hash = /* @__PURE__ */ __commonJSMin(((exports, module, this$4) => {
	var __importDefault = this$4 && this$4.__importDefault || function(mod) {
		return mod && mod.__esModule ? mod : { "default": mod };
	};
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.hash = hash;
	const crypto_1 = __importDefault(__require("crypto"));
	function hash(str) {
		return crypto_1.default.createHash("sha256").update(str).digest("hex");
	}
}));
// node_modules/testcontainers/build/common/clock.js
var require_clock = /* @__PURE__ */ __commonJSMin(((exports) => {
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.SystemClock = void 0;
	var SystemClock = class {
		getTime() {
			return Date.now();
		}
	};
	exports.SystemClock = SystemClock;
}));
// node_modules/testcontainers/build/common/retry.js
var require_retry = /* @__PURE__ */ __commonJSMin(((exports) => {
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.IntervalRetry = void 0;
	const clock_1 = require_clock();
	var AbstractRetry = class {
		clock;
		constructor(clock = new clock_1.SystemClock()) {
			this.clock = clock;
		}
		hasTimedOut(timeoutMs, startTime) {
			return this.clock.getTime() - startTime > timeoutMs;
		}
		wait(duration) {
			return new Promise((resolve) => setTimeout(resolve, duration));
		}
	};
	var IntervalRetry = class extends AbstractRetry {
		interval;
		constructor(interval) {
			super();
			this.interval = interval;
		}
		async retryUntil(fn, predicate, onTimeout, timeoutMs) {
			const startTime = this.clock.getTime();
			let attemptNumber = 0;
			let result = await fn(attemptNumber++);
			while (!await predicate(result)) {
				if (this.hasTimedOut(timeoutMs, startTime)) return onTimeout();
				await this.wait(this.interval);
				result = await fn(attemptNumber++);
			}
			return result;
		}
	};
	exports.IntervalRetry = IntervalRetry;
}));
// node_modules/testcontainers/build/common/streams.js
var require_streams = /* @__PURE__ */ __commonJSMin(((exports) => {
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.streamToString = void 0;
	const streamToString = async (stream, options = { trim: false }) => {
		const chunks = [];
		for await (const chunk of stream) chunks.push(Buffer.from(chunk));
		const str = Buffer.concat(chunks).toString("utf-8");
		return options.trim ? str.trim() : str;
	};
	exports.streamToString = streamToString;
}));
// node_modules/testcontainers/build/common/time.js
var require_time = /* @__PURE__ */ __commonJSMin(((exports) => {
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.toNanos = exports.toSeconds = void 0;
	const toSeconds = (ms) => Math.trunc(ms * .001);
	exports.toSeconds = toSeconds;
	const toNanos = (ms) => ms * 1e6;
	exports.toNanos = toNanos;
}));
// node_modules/testcontainers/build/common/type-guards.js
var require_type_guards = /* @__PURE__ */ __commonJSMin(((exports) => {
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.isNotEmptyString = exports.isEmptyString = exports.isDefined = void 0;
	const isDefined = (value) => value !== void 0;
	exports.isDefined = isDefined;
	const isEmptyString = (value) => value.trim() === "";
	exports.isEmptyString = isEmptyString;
	const isNotEmptyString = (value) => !(0, exports.isEmptyString)(value);
	exports.isNotEmptyString = isNotEmptyString;
}));
// node_modules/testcontainers/build/common/uuid.js
var require_uuid = /* @__PURE__ */ __commonJSMin(((exports, module, this$3) => {
	var __importDefault = this$3 && this$3.__importDefault || function(mod) {
		return mod && mod.__esModule ? mod : { "default": mod };
	};
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.randomUuid = exports.RandomUuid = void 0;
	const crypto_1 = __importDefault(__require("crypto"));
	const hash_1 = require_hash();
	var RandomUuid = class {
		nextUuid() {
			return (0, hash_1.hash)(crypto_1.default.randomUUID()).substring(0, 12);
		}
	};
	exports.RandomUuid = RandomUuid;
	const randomUuidGen = new RandomUuid();
	const randomUuid = () => randomUuidGen.nextUuid();
	exports.randomUuid = randomUuid;
}));
// node_modules/testcontainers/build/common/index.js
var require_common = /* @__PURE__ */ __commonJSMin(((exports, module, this$2) => {
	var __createBinding = this$2 && this$2.__createBinding || (Object.create ? (function(o, m, k, k2) {
		if (k2 === void 0) k2 = k;
		var desc = Object.getOwnPropertyDescriptor(m, k);
		if (!desc || ("get" in desc ? !m.__esModule : desc.writable || desc.configurable)) desc = {
			enumerable: true,
			get: function() {
				return m[k];
			}
		};
		Object.defineProperty(o, k2, desc);
	}) : (function(o, m, k, k2) {
		if (k2 === void 0) k2 = k;
		o[k2] = m[k];
	}));
	var __exportStar = this$2 && this$2.__exportStar || function(m, exports) {
		for (var p in m) if (p !== "default" && !Object.prototype.hasOwnProperty.call(exports, p)) __createBinding(exports, m, p);
	};
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.randomUuid = exports.RandomUuid = exports.streamToString = exports.IntervalRetry = exports.pullLog = exports.log = exports.execLog = exports.containerLog = exports.composeLog = exports.buildLog = exports.Logger = exports.hash = exports.withFileLock = void 0;
	var file_lock_1 = require_file_lock();
	Object.defineProperty(exports, "withFileLock", {
		enumerable: true,
		get: function() {
			return file_lock_1.withFileLock;
		}
	});
	var hash_1 = require_hash();
	Object.defineProperty(exports, "hash", {
		enumerable: true,
		get: function() {
			return hash_1.hash;
		}
	});
	var logger_1 = require_logger();
	Object.defineProperty(exports, "Logger", {
		enumerable: true,
		get: function() {
			return logger_1.Logger;
		}
	});
	Object.defineProperty(exports, "buildLog", {
		enumerable: true,
		get: function() {
			return logger_1.buildLog;
		}
	});
	Object.defineProperty(exports, "composeLog", {
		enumerable: true,
		get: function() {
			return logger_1.composeLog;
		}
	});
	Object.defineProperty(exports, "containerLog", {
		enumerable: true,
		get: function() {
			return logger_1.containerLog;
		}
	});
	Object.defineProperty(exports, "execLog", {
		enumerable: true,
		get: function() {
			return logger_1.execLog;
		}
	});
	Object.defineProperty(exports, "log", {
		enumerable: true,
		get: function() {
			return logger_1.log;
		}
	});
	Object.defineProperty(exports, "pullLog", {
		enumerable: true,
		get: function() {
			return logger_1.pullLog;
		}
	});
	var retry_1 = require_retry();
	Object.defineProperty(exports, "IntervalRetry", {
		enumerable: true,
		get: function() {
			return retry_1.IntervalRetry;
		}
	});
	var streams_1 = require_streams();
	Object.defineProperty(exports, "streamToString", {
		enumerable: true,
		get: function() {
			return streams_1.streamToString;
		}
	});
	__exportStar(require_time(), exports);
	__exportStar(require_type_guards(), exports);
	var uuid_1 = require_uuid();
	Object.defineProperty(exports, "RandomUuid", {
		enumerable: true,
		get: function() {
			return uuid_1.RandomUuid;
		}
	});
	Object.defineProperty(exports, "randomUuid", {
		enumerable: true,
		get: function() {
			return uuid_1.randomUuid;
		}
	});
}));
// node_modules/testcontainers/build/container-runtime/auth/registry-matches.js
var require_registry_matches = /* @__PURE__ */ __commonJSMin(((exports) => {
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.registryMatches = void 0;
	const registryMatches = (authConfigRegistry, requestedRegistry) => authConfigRegistry == requestedRegistry || authConfigRegistry.endsWith("://" + requestedRegistry);
	exports.registryMatches = registryMatches;
}));
// node_modules/testcontainers/build/container-runtime/auth/auths.js
var require_auths = /* @__PURE__ */ __commonJSMin(((exports) => {
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.Auths = void 0;
	const registry_matches_1 = require_registry_matches();
	var Auths = class {
		getName() {
			return "Auths";
		}
		async getAuthConfig(registry, dockerConfig) {
			const auth = this.findAuthEntry(registry, dockerConfig);
			if (!auth) return;
			if (auth.identitytoken) return {
				registryAddress: registry,
				identityToken: auth.identitytoken
			};
			const authConfig = { registryAddress: registry };
			if (auth.email) authConfig.email = auth.email;
			if (auth.auth) {
				const [username, ...passwordParts] = Buffer.from(auth.auth, "base64").toString().split(":");
				const password = passwordParts.join(":");
				authConfig.username = username;
				authConfig.password = password;
			} else {
				if (auth.username) authConfig.username = auth.username;
				if (auth.password) authConfig.password = auth.password;
			}
			return authConfig;
		}
		findAuthEntry(registry, dockerConfig) {
			const authEntries = dockerConfig.auths ?? {};
			for (const key in authEntries) if ((0, registry_matches_1.registryMatches)(key, registry)) return authEntries[key];
		}
	};
	exports.Auths = Auths;
}));
// node_modules/testcontainers/build/container-runtime/auth/credential-provider.js
var require_credential_provider = /* @__PURE__ */ __commonJSMin(((exports) => {
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.CredentialProvider = void 0;
	const child_process_1 = __require("child_process");
	const common_1 = require_common();
	var CredentialProvider = class {
		async getAuthConfig(registry, dockerConfig) {
			const credentialProviderName = this.getCredentialProviderName(registry, dockerConfig);
			if (!credentialProviderName) return;
			const programName = `docker-credential-${credentialProviderName}`;
			common_1.log.debug(`Executing Docker credential provider "${programName}"`);
			return await this.runCredentialProvider(registry, programName);
		}
		runCredentialProvider(registry, providerName) {
			return new Promise((resolve, reject) => {
				const sink = (0, child_process_1.spawn)(providerName, ["get"]);
				const chunks = [];
				sink.stdout.on("data", (chunk) => chunks.push(chunk));
				sink.on("error", (err) => {
					common_1.log.error(`Error from Docker credential provider: ${err}`);
					sink.kill("SIGKILL");
					reject(/* @__PURE__ */ new Error(`Error from Docker credential provider: ${err}`));
				});
				sink.on("close", (code) => {
					if (code !== 0) return resolve(void 0);
					const response = chunks.join("");
					try {
						const credentialProviderResponse = JSON.parse(response);
						return resolve(credentialProviderResponse.Username === "<token>" ? this.parseIdentityTokenConfig(registry, credentialProviderResponse) : this.parseUsernamePasswordConfig(registry, credentialProviderResponse));
					} catch (e) {
						common_1.log.error(`Unexpected response from Docker credential provider GET command: "${response}"`);
						return reject(/* @__PURE__ */ new Error("Unexpected response from Docker credential provider GET command"));
					}
				});
				sink.stdin.write(`${registry}\n`);
				sink.stdin.end();
			});
		}
		parseUsernamePasswordConfig(registry, config) {
			return {
				username: config.Username,
				password: config.Secret,
				registryAddress: config.ServerURL ?? registry
			};
		}
		parseIdentityTokenConfig(registry, config) {
			return {
				registryAddress: config.ServerURL ?? registry,
				identityToken: config.Secret
			};
		}
	};
	exports.CredentialProvider = CredentialProvider;
}));
// node_modules/testcontainers/build/container-runtime/auth/cred-helpers.js
var require_cred_helpers = /* @__PURE__ */ __commonJSMin(((exports) => {
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.CredHelpers = void 0;
	const credential_provider_1 = require_credential_provider();
	var CredHelpers = class extends credential_provider_1.CredentialProvider {
		getName() {
			return "CredHelpers";
		}
		getCredentialProviderName(registry, dockerConfig) {
			if (dockerConfig.credHelpers?.[registry] !== void 0) return dockerConfig.credHelpers[registry];
		}
	};
	exports.CredHelpers = CredHelpers;
}));
// node_modules/testcontainers/build/container-runtime/auth/creds-store.js
var require_creds_store = /* @__PURE__ */ __commonJSMin(((exports) => {
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.CredsStore = void 0;
	const credential_provider_1 = require_credential_provider();
	var CredsStore = class extends credential_provider_1.CredentialProvider {
		getName() {
			return "CredsStore";
		}
		getCredentialProviderName(registry, dockerConfig) {
			if (dockerConfig.credsStore !== void 0 && dockerConfig.credsStore.length > 0) return dockerConfig.credsStore;
		}
	};
	exports.CredsStore = CredsStore;
}));
// node_modules/testcontainers/build/container-runtime/auth/get-auth-config.js
var require_get_auth_config = /* @__PURE__ */ __commonJSMin(((exports, module, this$1) => {
	var __importDefault = this$1 && this$1.__importDefault || function(mod) {
		return mod && mod.__esModule ? mod : { "default": mod };
	};
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.getAuthConfig = void 0;
	const fs_1 = __require("fs");
	const promises_1 = __require("fs/promises");
	const os_1 = __importDefault(__require("os"));
	const path_1 = __importDefault(__require("path"));
	const common_1 = require_common();
	const auths_1 = require_auths();
	const cred_helpers_1 = require_cred_helpers();
	const creds_store_1 = require_creds_store();
	const dockerConfigLocation = process.env.DOCKER_CONFIG || `${os_1.default.homedir()}/.docker`;
	const dockerConfigFile = path_1.default.resolve(dockerConfigLocation, "config.json");
	const readDockerConfig = async () => {
		if (process.env.DOCKER_AUTH_CONFIG) return parseDockerConfig(process.env.DOCKER_AUTH_CONFIG);
		else if ((0, fs_1.existsSync)(dockerConfigFile)) return parseDockerConfig((await (0, promises_1.readFile)(dockerConfigFile)).toString());
		else return Promise.resolve({});
	};
	function parseDockerConfig(dockerConfig) {
		const object = JSON.parse(dockerConfig);
		return {
			credsStore: object.credsStore,
			credHelpers: object.credHelpers,
			auths: object.auths
		};
	}
	const dockerConfig = readDockerConfig();
	const registryAuthLocators = [
		new cred_helpers_1.CredHelpers(),
		new creds_store_1.CredsStore(),
		new auths_1.Auths()
	];
	const authsCache = /* @__PURE__ */ new Map();
	const getAuthConfig = async (registry) => {
		if (authsCache.has(registry)) {
			common_1.log.debug(`Auth config cache hit for registry "${registry}"`);
			return authsCache.get(registry);
		}
		for (const registryAuthLocator of registryAuthLocators) {
			const authConfig = await registryAuthLocator.getAuthConfig(registry, await dockerConfig);
			if (authConfig) {
				common_1.log.debug(`Auth config found for registry "${registry}": ${registryAuthLocator.getName()}`);
				authsCache.set(registry, authConfig);
				return authConfig;
			}
		}
		common_1.log.debug(`No auth config found for registry "${registry}"`);
		authsCache.set(registry, void 0);
	};
	exports.getAuthConfig = getAuthConfig;
}));
export { require_common as n, require_get_auth_config as t };
